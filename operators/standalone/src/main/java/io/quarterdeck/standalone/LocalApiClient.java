package io.quarterdeck.standalone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.apiserver.access.Denials;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.ObjectList;
import io.quarterdeck.control.Watch;
import io.quarterdeck.control.WatchListener;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.ApiService;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.discovery.Discovery;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** The API of this very process: reads from the store, writes through the API, and may do what its user may. */
final class LocalApiClient implements ApiClient {

    private final ApiService api;
    private final Authorizer authorizer;
    private final Store store;
    private final Discovery discovery;
    private final User user;
    private final String program;

    /** @param program what its writes are known by, such as {@code quarterdeck-deployment} */
    LocalApiClient(ApiService api, Authorizer authorizer, Store store, Discovery discovery, User user, String program) {
        this.api = api;
        this.authorizer = authorizer;
        this.store = store;
        this.discovery = discovery;
        this.user = user;
        this.program = program;
    }

    @Override
    public KubeObject get(ResourceType type, ObjectKey key) {
        require("get", type, key, "");
        return store.snapshot(type.resource())
                .get(key)
                .orElseThrow(() -> new ApiException(Status.notFound(type, key.name())));
    }

    @Override
    public ObjectList list(ResourceType type, ListOptions options) {
        require("list", type, new ObjectKey(options.namespace(), ""), "");
        Snapshot snapshot = store.snapshot(type.resource());
        Selection selection = Selection.of(options);
        List<KubeObject> items = new ArrayList<>();
        Iterator<KubeObject> all =
                options.namespace().isEmpty() ? snapshot.all() : snapshot.inNamespace(options.namespace());
        while (all.hasNext()) {
            KubeObject object = all.next();
            if (selection.matches(object)) {
                items.add(object);
            }
        }
        return new ObjectList(snapshot.revision(), items);
    }

    @Override
    public Watch watch(ResourceType type, ListOptions options, long afterRevision, WatchListener listener) {
        require("watch", type, new ObjectKey(options.namespace(), ""), "");
        Semaphore signal = new Semaphore(0);
        try {
            EventCursor cursor = store.watch(type.resource(), afterRevision, signal::release);
            LocalWatch watch = new LocalWatch(cursor, signal, Selection.of(options), listener);
            Thread.ofVirtual().name("watch " + type.resource()).start(watch);
            return watch;
        } catch (StoreException.Compacted e) {
            throw new ApiException(Status.gone(e.getMessage() + ""), e);
        }
    }

    @Override
    public KubeObject create(ResourceType type, String namespace, ObjectNode object) {
        require("create", type, new ObjectKey(namespace, ""), "");
        return object(send("POST", type.collectionPath(namespace), Map.of(), ApiAnswer.JSON, Json.encode(object)));
    }

    @Override
    public KubeObject update(ResourceType type, ObjectNode object) {
        require("update", type, keyOf(object), "");
        return object(send("PUT", type.objectPath(keyOf(object)), Map.of(), ApiAnswer.JSON, Json.encode(object)));
    }

    @Override
    public KubeObject updateStatus(ResourceType type, ObjectNode object) {
        return updateSubresource(type, keyOf(object), "status", object);
    }

    @Override
    public KubeObject patch(ResourceType type, ObjectKey key, String subresource, PatchType patchType, byte[] patch) {
        require("patch", type, key, subresource);
        return object(send("PATCH", path(type, key, subresource), Map.of(), patchType.contentType(), patch));
    }

    @Override
    public ObjectNode createSubresource(ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
        require("create", type, key, subresource);
        return send("POST", path(type, key, subresource), Map.of(), ApiAnswer.JSON, Json.encode(body));
    }

    @Override
    public KubeObject updateSubresource(ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
        require("update", type, key, subresource);
        return object(send("PUT", path(type, key, subresource), Map.of(), ApiAnswer.JSON, Json.encode(body)));
    }

    @Override
    public void delete(ResourceType type, ObjectKey key, DeleteOptions options) {
        require("delete", type, key, "");
        send("DELETE", type.objectPath(key), Map.of(), ApiAnswer.JSON, Json.encode(body(options)));
    }

    @Override
    public void deleteCollection(ResourceType type, String namespace, DeleteOptions options) {
        require("deletecollection", type, new ObjectKey(namespace, ""), "");
        send("DELETE", type.collectionPath(namespace), Map.of(), ApiAnswer.JSON, Json.encode(body(options)));
    }

    @Override
    public ObjectNode getDocument(String path) {
        return tree(discovery
                .answer(path, ApiAnswer.JSON)
                .orElseGet(() ->
                        ApiAnswer.of(Status.of(404, "NotFound", "the server could not find the requested resource"))));
    }

    /** The edge asks this of everybody else. */
    private void require(String verb, ResourceType type, ObjectKey key, String subresource) {
        Attributes attributes = new Attributes(
                verb,
                type.group(),
                type.version(),
                type.plural(),
                subresource,
                type.namespaced() ? key.namespace() : "",
                key.name(),
                "");
        Decision decision = authorizer.authorize(user, attributes);
        if (!decision.allowed()) {
            throw new ApiException(Denials.forbidden(user, attributes, decision.reason()));
        }
    }

    private ObjectNode send(
            String method, String path, Map<String, List<String>> query, String contentType, byte[] body) {
        ApiAnswer answer =
                api.serve(new ApiRequest(user, method, path, query, contentType, ApiAnswer.JSON, program, body));
        return tree(answer);
    }

    private static ObjectNode tree(ApiAnswer answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) answer.length());
        answer.pieces().forEach(bytes::writeBytes);
        ObjectNode tree = Json.parseObject(bytes.toByteArray());
        if (answer.code() >= 400) {
            throw new ApiException(Status.parse(tree));
        }
        return tree;
    }

    private static KubeObject object(ObjectNode tree) {
        return KubeObject.parse(tree);
    }

    private static String path(ResourceType type, ObjectKey key, String subresource) {
        return subresource.isEmpty() ? type.objectPath(key) : type.objectPath(key) + "/" + subresource;
    }

    private static ObjectKey keyOf(ObjectNode object) {
        return new ObjectKey(Json.text(object, "metadata", "namespace"), Json.text(object, "metadata", "name"));
    }

    private static ObjectNode body(DeleteOptions options) {
        ObjectNode body = Json.object();
        body.put("apiVersion", "v1").put("kind", "DeleteOptions");
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
}
