package io.quarterdeck.control.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.ObjectList;
import io.quarterdeck.control.Watch;
import io.quarterdeck.control.WatchListener;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The API over HTTPS. */
public final class HttpApiClient implements ApiClient, AutoCloseable {

    /** As upstream's clients: a long list comes in pages, so that neither side holds all of it twice. */
    private static final int PAGE = 500;

    private final Transport transport;
    private final CallGuard guard = new CallGuard();
    private final MeterRegistry registry;
    private final Optional<Vertx> ownVertx;

    /**
     * A client on a Vert.x instance that somebody else closes.
     *
     * @param userAgent names the program, such as {@code quarterdeck-node}
     */
    public HttpApiClient(Vertx vertx, KubeConfig config, String userAgent, MeterRegistry registry) {
        this(vertx, config, userAgent, registry, Optional.empty());
    }

    private HttpApiClient(
            Vertx vertx, KubeConfig config, String userAgent, MeterRegistry registry, Optional<Vertx> ownVertx) {
        this.transport = new Transport(vertx, config, userAgent);
        this.registry = registry;
        this.ownVertx = ownVertx;
    }

    /** A client with one event loop of its own. */
    public static HttpApiClient connect(KubeConfig config, String userAgent, MeterRegistry registry) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setPreferNativeTransport(false));
        return new HttpApiClient(vertx, config, userAgent, registry, Optional.of(vertx));
    }

    @Override
    public KubeObject get(ResourceType type, ObjectKey key) {
        return object(type, exchange(Transport.Call.get(type.objectPath(key))));
    }

    @Override
    public ObjectList list(ResourceType type, ListOptions options) {
        List<KubeObject> items = new ArrayList<>();
        String next = "";
        while (true) {
            String query = selectors(options) + "limit=" + PAGE + (next.isEmpty() ? "" : "&continue=" + encoded(next));
            ObjectNode page = exchange(Transport.Call.get(type.collectionPath(options.namespace()) + "?" + query));
            for (JsonNode item : Json.items(page, "items")) {
                items.add(KubeObject.parse(named(type, item)));
            }
            next = Json.text(page, "metadata", "continue");
            if (next.isEmpty()) {
                return new ObjectList(Long.parseLong(Json.text(page, "metadata", "resourceVersion")), items);
            }
        }
    }

    @Override
    public Watch watch(ResourceType type, ListOptions options, long afterRevision, WatchListener listener) {
        String query = selectors(options) + "watch=true&allowWatchBookmarks=true&resourceVersion=" + afterRevision;
        HttpClientResponse response =
                transport.begin(Transport.Call.get(type.collectionPath(options.namespace()) + "?" + query));
        count("WATCH", response.statusCode());
        if (response.statusCode() != 200) {
            throw Transport.fault(transport.rest(response));
        }
        return HttpWatch.begin(type, response, listener);
    }

    @Override
    public KubeObject create(ResourceType type, String namespace, ObjectNode object) {
        return object(type, write("POST", type.collectionPath(namespace), object));
    }

    @Override
    public KubeObject update(ResourceType type, ObjectNode object) {
        return object(type, write("PUT", type.objectPath(keyOf(object)), object));
    }

    @Override
    public KubeObject updateStatus(ResourceType type, ObjectNode object) {
        return object(type, write("PUT", type.objectPath(keyOf(object)) + "/status", object));
    }

    @Override
    public KubeObject patch(ResourceType type, ObjectKey key, String subresource, PatchType patchType, byte[] patch) {
        String query = patchType == PatchType.APPLY ? "?fieldManager=quarterdeck&force=true" : "";
        String uri = path(type, key, subresource) + query;
        return object(type, exchange(new Transport.Call("PATCH", uri, patchType.contentType(), patch)));
    }

    @Override
    public ObjectNode createSubresource(ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
        return write("POST", path(type, key, subresource), body);
    }

    @Override
    public KubeObject updateSubresource(ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
        return object(type, write("PUT", path(type, key, subresource), body));
    }

    @Override
    public void delete(ResourceType type, ObjectKey key, DeleteOptions options) {
        write("DELETE", type.objectPath(key), json(options));
    }

    @Override
    public void deleteCollection(ResourceType type, String namespace, DeleteOptions options) {
        write("DELETE", type.collectionPath(namespace), json(options));
    }

    @Override
    public ObjectNode getDocument(String path) {
        return exchange(Transport.Call.get(path));
    }

    @Override
    public void close() {
        transport.close();
        ownVertx.ifPresent(Vertx::close);
    }

    private ObjectNode write(String method, String uri, ObjectNode body) {
        return exchange(new Transport.Call(method, uri, "application/json", Json.encode(body)));
    }

    private ObjectNode exchange(Transport.Call call) {
        Transport.Reply reply = guard.call(call.method().equals("GET"), () -> answered(call));
        return Json.parseObject(reply.body());
    }

    private Transport.Reply answered(Transport.Call call) {
        long begun = System.nanoTime();
        int code = 0;
        try {
            Transport.Reply reply = transport.exchange(call);
            code = reply.code();
            if (code >= 400) {
                throw Transport.fault(reply);
            }
            return reply;
        } finally {
            count(call.method(), code);
            Timer.builder("rest.client.request.duration")
                    .tags("verb", call.method(), "host", transport.host())
                    .register(registry)
                    .record(Duration.ofNanos(System.nanoTime() - begun).toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void count(String method, int code) {
        String answer = code == 0 ? "<error>" : Integer.toString(code);
        registry.counter("rest.client.requests", "method", method, "code", answer, "host", transport.host())
                .increment();
    }

    /** A Scale or a Status stands for an object in a few answers; it is given back as it is. */
    private static KubeObject object(ResourceType type, ObjectNode answer) {
        return KubeObject.parse(named(type, answer));
    }

    /** Items of a list carry neither apiVersion nor kind, and canonical objects begin with both. */
    static ObjectNode named(ResourceType type, JsonNode item) {
        if (item.has("apiVersion") && item.has("kind")) {
            return (ObjectNode) item;
        }
        ObjectNode whole = Json.object().put("apiVersion", type.apiVersion()).put("kind", type.kind());
        item.properties().forEach(field -> whole.set(field.getKey(), field.getValue()));
        return whole;
    }

    private static ObjectNode json(DeleteOptions options) {
        ObjectNode body = Json.object().put("apiVersion", "v1").put("kind", "DeleteOptions");
        if (options.gracePeriodSeconds() >= 0) {
            body.put("gracePeriodSeconds", options.gracePeriodSeconds());
        }
        if (!options.propagation().isEmpty()) {
            body.put("propagationPolicy", options.propagation());
        }
        if (options.uid() != null) {
            body.putObject("preconditions").put("uid", options.uid());
        }
        return body;
    }

    private static ObjectKey keyOf(ObjectNode object) {
        return new ObjectKey(Json.text(object, "metadata", "namespace"), Json.text(object, "metadata", "name"));
    }

    private static String path(ResourceType type, ObjectKey key, String subresource) {
        return type.objectPath(key) + (subresource.isEmpty() ? "" : "/" + subresource);
    }

    private static String selectors(ListOptions options) {
        StringBuilder query = new StringBuilder();
        if (!options.labelSelector().isEmpty()) {
            query.append("labelSelector=")
                    .append(encoded(options.labelSelector()))
                    .append('&');
        }
        if (!options.fieldSelector().isEverything()) {
            query.append("fieldSelector=")
                    .append(encoded(options.fieldSelector().toString()))
                    .append('&');
        }
        return query.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
