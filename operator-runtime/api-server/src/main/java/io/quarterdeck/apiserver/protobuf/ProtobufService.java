package io.quarterdeck.apiserver.protobuf;

import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.ApiService;
import io.quarterdeck.machinery.Connection;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.WatchStream;
import io.quarterdeck.machinery.wire.Accept;
import io.quarterdeck.machinery.wire.Body;
import io.quarterdeck.model.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The API for clients that speak protobuf as well: bodies become JSON before the machinery sees them, and its answers
 * become protobuf for who wants that most. A request that says nothing of protobuf goes through as it came.
 */
public final class ProtobufService implements ApiService {

    private static final String WORD = "protobuf";
    private static final List<Accept.Encoding> EVERY = List.of(Accept.Encoding.values());

    private final ApiService api;
    private volatile @Nullable Table table;

    /** What is read from the table of fields, when somebody first needs it: a few milliseconds. */
    private record Table(Shapes shapes, ProtobufBody reader, ProtobufWriter writer) {}

    public ProtobufService(ApiService api) {
        this.api = api;
    }

    @Override
    public ApiAnswer serve(ApiRequest request) {
        Accept wanted = wanted(request);
        ApiAnswer answer;
        try {
            ApiRequest plain = inJson(request);
            answer = api.serve(wanted == null ? plain : plain.accepting(wanted.inJson()));
        } catch (ApiException e) {
            answer = ApiAnswer.of(e.status());
        }
        if (wanted != null) {
            return table().writer.answer(answer);
        }
        return answer.code() == 406 && hasMessages(request.path())
                ? ApiAnswer.of(Accept.notAcceptable(EVERY).status())
                : answer;
    }

    @Override
    public boolean guardsConnections() {
        return api.guardsConnections();
    }

    @Override
    public void admit(User user, Connection connection) {
        api.admit(user, connection);
    }

    @Override
    public boolean blocks(ApiRequest request) {
        return api.blocks(request);
    }

    @Override
    public WatchStream watch(ApiRequest request, Runnable signal) {
        Accept wanted = wanted(request);
        return wanted == null
                ? api.watch(request, signal)
                : new ProtobufWatch(api.watch(request.accepting(wanted.inJson()), signal), table().writer);
    }

    /** The form that is wanted in protobuf; null if another encoding is wanted more, or protobuf cannot be had. */
    private @Nullable Accept wanted(ApiRequest request) {
        if (!request.accept().contains(WORD)) {
            return null;
        }
        for (Accept accept : Accept.ranges(request.accept())) {
            if (accept.encoding() != Accept.Encoding.PROTOBUF) {
                return null;
            }
            boolean given = switch (accept.form()) {
                case OBJECT -> hasMessages(request.path());
                case METADATA -> true;
                case TABLE -> false;
            };
            if (given) {
                return accept;
            }
        }
        return null;
    }

    /** Whether the kinds at a URL have messages: all of a group have, or none. */
    private boolean hasMessages(String path) {
        String[] parts = path.split("/", 5);
        boolean core = parts.length > 3 && parts[1].equals("api");
        boolean named = parts.length > 4 && parts[1].equals("apis");
        return (core || named)
                && table().shapes.anyBelow(MessageNames.folder(core ? "" : parts[2], core ? parts[2] : parts[3]));
    }

    private ApiRequest inJson(ApiRequest request) {
        boolean protobuf = request.body().length > 0
                && request.contentType().contains(WORD)
                && Body.mediaType(request.contentType()).equals(ProtobufWriter.MEDIA_TYPE);
        return protobuf ? request.carrying(ApiAnswer.JSON, table().reader.toJson(request.body())) : request;
    }

    private Table table() {
        Table known = table;
        if (known == null) {
            Shapes shapes = Shapes.load();
            known = new Table(shapes, new ProtobufBody(shapes), new ProtobufWriter(shapes));
            table = known;
        }
        return known;
    }
}
