package io.quarterdeck.machinery;

import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.TokenIssuer;
import io.quarterdeck.machinery.access.TokenReviewer;
import io.quarterdeck.machinery.access.WriteGuard;
import io.quarterdeck.machinery.admission.Admission;
import io.quarterdeck.machinery.admission.Admissions;
import io.quarterdeck.machinery.admission.Attempt;
import io.quarterdeck.machinery.admission.BuiltInAdmission;
import io.quarterdeck.machinery.admission.Guarded;
import io.quarterdeck.machinery.admission.Operation;
import io.quarterdeck.machinery.admission.WebhookCaller;
import io.quarterdeck.machinery.conversion.Serving;
import io.quarterdeck.machinery.conversion.VersionConversion;
import io.quarterdeck.machinery.conversion.ViewStore;
import io.quarterdeck.machinery.definitions.Definitions;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.machinery.patch.Patch;
import io.quarterdeck.machinery.read.ConvertedWatch;
import io.quarterdeck.machinery.read.HeldSnapshots;
import io.quarterdeck.machinery.read.Page;
import io.quarterdeck.machinery.read.Reader;
import io.quarterdeck.machinery.read.Selection;
import io.quarterdeck.machinery.read.Watching;
import io.quarterdeck.machinery.strategy.Strategies;
import io.quarterdeck.machinery.subresource.PodActions;
import io.quarterdeck.machinery.subresource.Reviews;
import io.quarterdeck.machinery.subresource.Scales;
import io.quarterdeck.machinery.subresource.Subresources;
import io.quarterdeck.machinery.subresource.Tokens;
import io.quarterdeck.machinery.wire.Accept;
import io.quarterdeck.machinery.wire.Body;
import io.quarterdeck.machinery.wire.DeleteOptions;
import io.quarterdeck.machinery.wire.PrettyText;
import io.quarterdeck.machinery.wire.ReadOptions;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.machinery.wire.WriteOptions;
import io.quarterdeck.machinery.wire.YamlText;
import io.quarterdeck.machinery.write.Commits;
import io.quarterdeck.machinery.write.Identity;
import io.quarterdeck.machinery.write.Writer;
import io.quarterdeck.machinery.write.Written;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The API on a store. Finds out what a request is about and hands it to those who read and those who write. */
public final class Api implements ApiService {

    private static final System.Logger LOG = System.getLogger(Api.class.getName());

    private final Store store;
    private final KindRegistry kinds;
    private final Reader reader;
    private final Writer writer;
    private final Definitions definitions;
    private final Subresources subresources;
    private final Reviews reviews;
    private final Answers answers;
    private final VersionConversion versions;
    private final Admission admission;

    /** Serves the kinds of the registry, and every kind that is defined in the store. */
    public Api(
            Store store,
            KindRegistry kinds,
            ApiConfig config,
            Authorizer authorizer,
            TokenIssuer issuer,
            TokenReviewer reviewer,
            WebhookCaller webhooks,
            WriteGuard guard) {
        Store views = new ViewStore(store, kinds);
        this.store = views;
        this.kinds = kinds;
        this.answers = new Answers(config.clock());
        this.versions = new VersionConversion(webhooks);
        this.admission = BuiltInAdmission.of(store, kinds, webhooks, versions, authorizer, config);
        this.reader = new Reader(views, new HeldSnapshots(config.clock()), versions);
        this.definitions = new Definitions(store, kinds, config.clock());
        Identity identity = new Identity(config.random());
        Commits commits = new Commits(views, definitions, versions);
        this.writer = new Writer(
                commits,
                new Strategies(store, kinds, config, identity),
                identity,
                config.clock(),
                new Admissions(List.of(new Guarded(guard), admission)));
        this.subresources = new Subresources(
                reader,
                new Scales(store, kinds, writer),
                new PodActions(writer, config.clock()),
                new Tokens(store, issuer, guard));
        this.reviews = new Reviews(authorizer, reviewer);
        definitions.begin(writer);
    }

    @Override
    public ApiAnswer serve(ApiRequest request) {
        try {
            Accept accept = Accept.parse(request.accept());
            ApiAnswer answer = refusable(request, accept);
            if (accept.encoding() == Accept.Encoding.YAML) {
                return YamlText.of(answer);
            }
            return accept.pretty() || PrettyText.wanted(request) ? PrettyText.of(answer) : answer;
        } catch (ApiException e) {
            return ApiAnswer.of(e.status());
        } catch (RuntimeException e) {
            return ApiAnswer.of(bug(request, e));
        }
    }

    private ApiAnswer refusable(ApiRequest request, Accept accept) {
        try {
            return route(request, accept);
        } catch (ApiException e) {
            return ApiAnswer.of(e.status());
        }
    }

    @Override
    public WatchStream watch(ApiRequest request, Runnable signal) {
        try {
            Target target = Target.parse(request.path(), kinds);
            requireVerb(target, "watch");
            if (!target.subresource().isEmpty()) {
                throw Refusals.methodNotAllowed();
            }
            ReadOptions options = ReadOptions.of(request, target.kind());
            if (options.initial() == ReadOptions.Initial.SENT) {
                reader.requireReached(options.revision());
            }
            if (!target.kind().isConverted()) {
                return watch(target, options, request, signal);
            }
            return ConvertedWatch.begin(wake -> watch(target, options, request, wake), signal);
        } catch (ApiException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ApiException(bug(request, e), e);
        }
    }

    private WatchStream watch(Target target, ReadOptions options, ApiRequest request, Runnable signal) {
        return Watching.begin(
                store,
                target.kind().storeName(),
                Selection.of(target, options),
                options,
                answers.shape(target, request, Accept.parseStream(request.accept())),
                stillServed(target.kind()),
                serving(target.kind()),
                signal);
    }

    /** A watch that began before its kind was converted otherwise would show one version's fields as another's. */
    private Serving serving(Kind kind) {
        Serving serving = versions.serving(kind);
        var type = kind.type();
        return kind.builtIn()
                ? serving
                : serving.during(() -> kinds.byPlural(type.group(), type.version(), type.plural())
                        .filter(now -> !now.isConvertedAs(kind))
                        .isEmpty());
    }

    @Override
    public boolean guardsConnections() {
        return admission.concerns(Operation.CONNECT);
    }

    @Override
    public void admit(User user, Connection connection) {
        Kind kind = kinds.byPlural("", "v1", connection.resource()).orElseThrow(Refusals::unknownResource);
        Target target = new Target(kind, connection.namespace(), connection.name(), connection.subresource());
        Attempt attempt =
                new Attempt(Operation.CONNECT, target, user, connection.options(), null, false, new ArrayList<>());
        admission.mutate(attempt);
        admission.validate(attempt);
    }

    @Override
    public boolean blocks(ApiRequest request) {
        if (!request.path().startsWith("/apis/")) {
            return false;
        }
        try {
            return Target.parse(request.path(), kinds).kind().isConverted();
        } catch (ApiException e) {
            // Refused soon, and at once.
            return false;
        }
    }

    /** Looks the kind up only after a kind has changed: a watch asks each time it has caught up. */
    private BooleanSupplier stillServed(Kind kind) {
        if (kind.builtIn()) {
            return () -> true;
        }
        var type = kind.type();
        return () -> kinds.byPlural(type.group(), type.version(), type.plural()).isPresent();
    }

    private static Status bug(ApiRequest request, RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "A request met a bug: " + request.method() + " " + request.path(), e);
        return Status.of(500, "InternalError", "Internal error occurred: " + e);
    }

    private ApiAnswer route(ApiRequest request, Accept accept) {
        Target target = Target.parse(request.path(), kinds);
        switch (target.subresource()) {
            case "" -> {}
            case "status" -> requireStatus(target);
            case "approval" -> requireOwn(target);
            case "finalize" -> requireFinalizers(target, request);
            case "ephemeralcontainers", "resize" -> requirePod(target, request);
            default -> {
                return subresources.serve(target, request);
            }
        }
        return switch (request.method()) {
            case "GET", "HEAD" -> target.isCollection() ? list(target, request, accept) : get(target, request, accept);
            case "POST" -> create(target, request, accept);
            case "PUT" -> update(target, request, accept);
            case "PATCH" -> patch(target, request, accept);
            case "DELETE" ->
                target.isCollection() ? deleteAll(target, request, accept) : delete(target, request, accept);
            default -> throw Refusals.methodNotAllowed();
        };
    }

    private static void requireStatus(Target target) {
        if (!target.kind().hasStatus()) {
            throw Refusals.unknownResource();
        }
    }

    /** What stands below an object and is the object itself. */
    private static void requireOwn(Target target) {
        boolean own = target.kind().subresources().stream()
                .anyMatch(below -> below.name().equals(target.subresource())
                        && below.kind().equals(target.type().kind()));
        if (!own) {
            throw Refusals.unknownResource();
        }
    }

    private static void requireFinalizers(Target target, ApiRequest request) {
        if (!target.type().resource().equals(Resources.NAMESPACES.resource())) {
            throw Refusals.unknownResource();
        }
        if (!request.method().equals("PUT")) {
            throw Refusals.methodNotAllowed();
        }
    }

    private static void requirePod(Target target, ApiRequest request) {
        if (!target.type().equals(Resources.PODS)) {
            throw Refusals.unknownResource();
        }
        if (!List.of("GET", "HEAD", "PUT", "PATCH").contains(request.method())) {
            throw Refusals.methodNotAllowed();
        }
    }

    private ApiAnswer get(Target target, ApiRequest request, Accept accept) {
        requireVerb(target, "get");
        if (!request.query().isEmpty()) {
            reader.requireReached(ReadOptions.revision(request.parameter("resourceVersion")));
        }
        return answers.one(200, reader.get(target), target, request, accept);
    }

    private ApiAnswer list(Target target, ApiRequest request, Accept accept) {
        requireVerb(target, "list");
        return answers.listed(reader.list(target, ReadOptions.of(request, target.kind())), target, request, accept);
    }

    private ApiAnswer create(Target target, ApiRequest request, Accept accept) {
        if (!target.isCollection()) {
            throw Refusals.methodNotAllowed();
        }
        requireVerb(target, "create");
        String resource = target.type().resource();
        if (Reviews.isReview(resource)) {
            // A review is nobody's object: it has no metadata that could be shown alone, and no columns.
            if (accept.form() != Accept.Form.OBJECT) {
                throw Accept.notAcceptable(List.of(Accept.Encoding.JSON, Accept.Encoding.YAML));
            }
            Body review = Body.decodeObject(request.body(), request.contentType());
            return ApiAnswer.json(201, Json.encode(reviews.answer(target, request.user(), review.object())));
        }
        requireNamespace(target);
        if (resource.equals("bindings")) {
            Kind pods = kinds.byPlural("", "v1", "pods").orElseThrow(Refusals::unknownResource);
            return subresources.bind(target, new Target(pods, target.namespace(), "", "binding"), request);
        }
        definitions.requireStaying(target.kind());
        WriteOptions options = WriteOptions.of(request, "CreateOptions");
        Body body = Body.decodeObject(request.body(), request.contentType());
        return answers.written(writer.create(target, body, options), target, request, accept);
    }

    private ApiAnswer update(Target target, ApiRequest request, Accept accept) {
        requireObject(target, "update");
        WriteOptions options = WriteOptions.of(request, "UpdateOptions");
        Body body = Body.decodeObject(request.body(), request.contentType());
        return answers.written(writer.update(target, body, options), target, request, accept);
    }

    private ApiAnswer patch(Target target, ApiRequest request, Accept accept) {
        requireObject(target, "patch");
        if (Body.mediaType(request.contentType()).equals(Body.APPLY)) {
            return apply(target, request, accept);
        }
        WriteOptions options = WriteOptions.of(request, "PatchOptions");
        Patch patch = Patch.parse(target.kind(), request.body(), request.contentType());
        return answers.written(writer.patch(target, patch, options), target, request, accept);
    }

    private ApiAnswer apply(Target target, ApiRequest request, Accept accept) {
        requireNamespace(target);
        WriteOptions options = WriteOptions.ofApply(request);
        Body body = Body.decodeObject(request.body(), request.contentType());
        Written written = writer.apply(target, body, options, () -> {
            requireVerb(target, "create");
            definitions.requireStaying(target.kind());
        });
        return answers.written(written, target, request, accept);
    }

    private ApiAnswer delete(Target target, ApiRequest request, Accept accept) {
        requireObject(target, "delete");
        if (!target.subresource().isEmpty()) {
            throw Refusals.methodNotAllowed();
        }
        Writer.Deleted deleted = writer.delete(target, DeleteOptions.of(request));
        KubeObject object = deleted.object();
        boolean definition = target.type().equals(Resources.CUSTOM_RESOURCE_DEFINITIONS);
        if (definition && !deleted.gone()) {
            definitions.drain(target.name());
        }
        if (deleted.returned()) {
            return answers.one(200, object, target, request, accept);
        }
        Status.Subject subject = new Status.Subject(
                target.type().group(),
                target.type().plural(),
                target.name(),
                object.header().uid());
        return ApiAnswer.of(new Status(200, "", "", subject, List.of(), 0));
    }

    private ApiAnswer deleteAll(Target target, ApiRequest request, Accept accept) {
        requireVerb(target, "deletecollection");
        requireNamespace(target);
        DeleteOptions options = DeleteOptions.of(request);
        Reader.Listed result = switch (reader.list(target, ReadOptions.of(request, target.kind()))) {
            case Reader.Listed.Found(Page page) -> {
                List<KubeObject> deleted = writer.deleteAll(target, page.objects(), options);
                if (target.type().equals(Resources.CUSTOM_RESOURCE_DEFINITIONS)) {
                    deleted.forEach(
                            definition -> definitions.drain(definition.key().name()));
                }
                yield new Reader.Listed.Found(new Page(store.revision(), deleted, page.next(), page.remaining()));
            }
            case Reader.Listed.Expired expired -> expired;
        };
        return answers.listed(result, target, request, accept);
    }

    private static void requireObject(Target target, String verb) {
        if (target.isCollection()) {
            throw Refusals.methodNotAllowed();
        }
        requireVerb(target, verb);
    }

    /** Writes to a collection go to one namespace. */
    private static void requireNamespace(Target target) {
        if (target.type().namespaced() && target.namespace().isEmpty()) {
            throw Refusals.methodNotAllowed();
        }
    }

    private static void requireVerb(Target target, String verb) {
        if (!target.kind().verbs().contains(verb)) {
            throw Refusals.methodNotAllowed();
        }
    }
}
