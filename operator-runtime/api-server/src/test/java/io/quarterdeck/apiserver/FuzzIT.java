package io.quarterdeck.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime.Unknown;
import io.quarterdeck.apiserver.authorization.RoleFile;
import io.quarterdeck.apiserver.documents.KindDocuments;
import io.quarterdeck.apiserver.fuzz.FuzzRequests;
import io.quarterdeck.apiserver.fuzz.FuzzRequests.Request;
import io.quarterdeck.machinery.Api;
import io.quarterdeck.machinery.ApiConfig;
import io.quarterdeck.machinery.ApiService;
import io.quarterdeck.machinery.access.WriteGuard;
import io.quarterdeck.machinery.admission.WebhookCaller;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.Kinds;
import io.quarterdeck.machinery.kinds.SchemaValidator;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.memory.MemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of requests that nobody should send: each is answered in time, none with a 5xx, every refusal says what was
 * wrong, and what is stored afterwards can be read in every form. {@code -Dseed=} takes another row of requests,
 * {@code -Dfuzz.requests=} a longer one, and the build's profile {@code long} one of 100,000.
 */
final class FuzzIT {

    private static final int REQUESTS = 5000;
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final int MAGIC = 4;

    @TempDir
    static Path directory;

    private final Store store = new MemoryStore();
    private final Kinds kinds = BuiltInKinds.load();

    @Test
    void answersWhateverItIsAsked() throws Exception {
        long seed = Long.getLong("seed", 1);
        AtomicReference<ApiService> service = new AtomicReference<>();
        try (TestApi api = new TestApi(
                directory,
                store,
                true,
                (config, access) -> {
                    ApiConfig settings = ApiConfig.of(config.serviceCidr(), InstantSource.system(), new Random(seed));
                    service.set(new Api(
                            store,
                            kinds,
                            settings,
                            access.authorizer(),
                            access.tokens(),
                            access.tokens(),
                            WebhookCaller.NONE,
                            WriteGuard.NONE));
                    return service.get();
                },
                new KindDocuments(kinds))) {
            new Bootstrap(service.get(), api.config, RoleFile.load(), kinds).run();
            HttpClient client = api.admin(directory);
            FuzzRequests requests = new FuzzRequests(seed, kinds);
            int served = 0;
            check(FuzzRequests.definition(), send(api, client, FuzzRequests.definition()));
            for (int i = Integer.getInteger("fuzz.requests", REQUESTS); i > 0; i--) {
                Request request = requests.next();
                served += check(request, send(api, client, request)) < 300 ? 1 : 0;
            }
            assertThat(served).as("requests that got through").isGreaterThan(REQUESTS / 20);
            for (Kind kind : kinds.all()) {
                if (kind.verbs().contains("list")) {
                    lookAtWhatIsStored(kind);
                    readInEveryForm(api, client, kind);
                }
            }
        }
    }

    private record Answer(int code, String contentType, byte[] body) {}

    /** Fails if there is no answer in {@link TestApi#PATIENCE}. */
    private static Answer send(TestApi api, HttpClient client, Request request)
            throws IOException, InterruptedException {
        var builder = api.request(request.url())
                .method(request.method(), BodyPublishers.ofByteArray(request.body()))
                .header("accept", request.accept());
        if (!request.contentType().isEmpty()) {
            builder.header("content-type", request.contentType());
        }
        HttpResponse<InputStream> response = client.send(builder.build(), BodyHandlers.ofInputStream());
        String contentType = response.headers().firstValue("content-type").orElse("");
        try (InputStream body = response.body()) {
            // A watch goes on: that it has begun is enough.
            boolean watch = response.statusCode() == 200
                    && request.method().equals("GET")
                    && request.query().contains("watch=");
            return new Answer(response.statusCode(), contentType, watch ? new byte[0] : body.readAllBytes());
        }
    }

    private static int check(Request request, Answer answer) throws IOException {
        String shown = request + " -> " + answer.code() + " " + new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.code() < 400 || request.method().equals("HEAD")) {
            // The answer to a HEAD cannot say why: see below.
            boolean future = answer.code() == 504 && request.query().contains("resourceVersion=" + Long.MAX_VALUE);
            assertThat(answer.code() < 500 || future).as(shown).isTrue();
            if (answer.contentType().equals("application/json") && answer.body().length > 0) {
                Json.parse(answer.body());
            }
            return answer.code();
        }
        JsonNode status = status(answer);
        assertThat(Json.text(status, "kind")).as(shown).isEqualTo("Status");
        assertThat(Json.at(status, "code").asInt()).as(shown).isEqualTo(answer.code());
        assertThat(Json.text(status, "reason")).as(shown).isNotEmpty();
        assertThat(Json.text(status, "message")).as(shown).isNotEmpty();
        // The one 5xx that is the client's own doing: it names a revision of the future.
        boolean future = answer.code() == 504 && Json.text(status, "message").startsWith("Too large resource version");
        assertThat(answer.code() < 500 || future).as(shown).isTrue();
        return answer.code();
    }

    private static JsonNode status(Answer answer) throws IOException {
        return switch (answer.contentType()) {
            case PROTOBUF -> {
                Meta.Status status = Meta.Status.parseFrom(
                        Unknown.parseFrom(ByteBuffer.wrap(answer.body(), MAGIC, answer.body().length - MAGIC))
                                .getRaw());
                yield Json.object()
                        .put("kind", "Status")
                        .put("code", status.getCode())
                        .put("reason", status.getReason())
                        .put("message", status.getMessage());
            }
            case "application/yaml" -> new YAMLMapper().readTree(answer.body());
            default -> Json.parse(answer.body());
        };
    }

    private void lookAtWhatIsStored(Kind kind) {
        Iterator<KubeObject> objects = store.snapshot(kind.type().resource()).all();
        while (objects.hasNext()) {
            KubeObject object = objects.next();
            JsonNode tree = object.tree();
            assertThat(Json.text(tree, "kind"))
                    .as(tree::toString)
                    .isEqualTo(kind.type().kind());
            assertThat(Json.text(tree, "metadata", "name"))
                    .isEqualTo(object.key().name());
            assertThat(Json.text(tree, "metadata", "namespace"))
                    .isEqualTo(object.key().namespace());
            assertThat(SchemaValidator.validate(kind.schema(), tree))
                    .as(tree::toString)
                    .isEmpty();
            assertThat(Json.text(tree, "metadata", "uid")).isNotEmpty();
            assertThat(Json.time(tree, "metadata", "creationTimestamp")).isNotNull();
            assertThat(Json.text(tree, "metadata", "resourceVersion")).isEqualTo(Long.toString(object.revision()));
        }
    }

    private static void readInEveryForm(TestApi api, HttpClient client, Kind kind)
            throws IOException, InterruptedException {
        String group = kind.type().group();
        String path = (group.isEmpty() ? "/api/" : "/apis/" + group + "/")
                + kind.type().version() + "/" + kind.type().plural();
        for (String accept : List.of(
                "application/json",
                PROTOBUF + ",application/json",
                "application/yaml",
                "application/json;as=Table;v=v1;g=meta.k8s.io",
                PROTOBUF + ";as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")) {
            Request request = new Request("GET", path, "", "", accept, new byte[0]);
            assertThat(check(request, send(api, client, request)))
                    .as(request.toString())
                    .isEqualTo(200);
        }
    }
}
