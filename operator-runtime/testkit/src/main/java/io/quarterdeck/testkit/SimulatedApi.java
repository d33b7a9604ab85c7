package io.quarterdeck.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient.DeleteOptions;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.WatchListener.Change;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.FieldSelector;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.LabelSelector;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** What the API keeps and the rules of its writes, in memory. Safe for threads by one lock. */
public final class SimulatedApi {

    private static final List<ResourceType> BUILT_IN = List.of(
            Resources.NAMESPACES,
            Resources.NODES,
            Resources.PODS,
            Resources.SERVICES,
            Resources.ENDPOINTS,
            Resources.CONFIG_MAPS,
            Resources.SECRETS,
            Resources.SERVICE_ACCOUNTS,
            Resources.EVENTS,
            Resources.DEPLOYMENTS,
            Resources.REPLICA_SETS,
            Resources.ENDPOINT_SLICES,
            Resources.LEASES,
            Resources.CUSTOM_RESOURCE_DEFINITIONS);

    private static final Set<String> FIXED_METADATA =
            Set.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation");

    /** What upstream gives a pod to end when its spec does not say. */
    private static final int GRACE_SECONDS = 30;

    private final InstantSource clock;
    private final List<ResourceType> kinds = new CopyOnWriteArrayList<>(BUILT_IN);
    private final Map<String, NavigableMap<ObjectKey, KubeObject>> objects = new TreeMap<>();
    private final List<Logged> log = new ArrayList<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private boolean silent;
    private long revision = 1;
    private long names;

    /** One change, as watches tell it. */
    record Logged(ResourceType type, Change change, KubeObject object) {}

    public SimulatedApi(InstantSource clock) {
        this.clock = clock;
    }

    /** Serves one more kind, as if its definition had been made. */
    public void serve(ResourceType type) {
        kinds.add(type);
    }

    /** Serves a kind no more; its objects are gone. */
    public synchronized void stopServing(ResourceType type) {
        kinds.remove(type);
        objects.remove(type.resource());
    }

    /** Cuts every process off from the API, or lets them back. */
    public synchronized void stopAnswering(boolean stop) {
        silent = stop;
    }

    synchronized boolean answers() {
        return !silent;
    }

    public synchronized long revision() {
        return revision;
    }

    /** Every object of a kind, ordered by key. */
    public synchronized List<KubeObject> all(ResourceType type) {
        return List.copyOf(table(type).values());
    }

    public synchronized Optional<KubeObject> find(ResourceType type, ObjectKey key) {
        return Optional.ofNullable(table(type).get(key));
    }

    synchronized List<KubeObject> select(ResourceType type, ListOptions options) {
        if (!kinds.contains(type)) {
            throw new ApiException(Status.of(404, "NotFound", "the server could not find the requested resource"));
        }
        return table(type).values().stream()
                .filter(object -> matches(options, object))
                .toList();
    }

    static boolean matches(ListOptions options, KubeObject object) {
        FieldSelector fields = options.fieldSelector();
        return (options.namespace().isEmpty()
                        || options.namespace().equals(object.key().namespace()))
                && LabelSelector.parse(options.labelSelector())
                        .matches(object.header().labels())
                && (fields.isEverything() || fields.matches(Header.of(object.tree(), fields.fields())));
    }

    /** The changes of a kind after a revision, in order. */
    synchronized List<Logged> after(ResourceType type, long after) {
        List<Logged> later = new ArrayList<>();
        for (int i = log.size() - 1; i >= 0 && log.get(i).object().revision() > after; i--) {
            if (log.get(i).type().equals(type)) {
                later.addFirst(log.get(i));
            }
        }
        return later;
    }

    void onCommit(Runnable watcher) {
        watchers.add(watcher);
    }

    void offCommit(Runnable watcher) {
        watchers.remove(watcher);
    }

    public synchronized KubeObject create(ResourceType type, String namespace, ObjectNode given) {
        ObjectNode object = given.deepCopy();
        ObjectNode metadata = Json.ensureObject(object, "metadata");
        object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        if (type.namespaced()) {
            metadata.put("namespace", namespace);
            refuseIfTerminating(type, namespace);
        }
        if (Json.text(metadata, "name").isEmpty()) {
            metadata.put("name", Json.text(metadata, "generateName") + Long.toString(++names, 36));
        }
        ObjectKey key = keyOf(object);
        if (table(type).containsKey(key)) {
            throw new ApiException(Status.alreadyExists(type, key.name()));
        }
        metadata.put("uid", "uid-" + ++names);
        metadata.put("creationTimestamp", time());
        metadata.put("generation", 1);
        if (type.equals(Resources.NAMESPACES)) {
            Json.ensureObject(object, "spec").putArray("finalizers").add("kubernetes");
            Json.ensureObject(object, "status").put("phase", "Active");
        }
        return commit(type, Change.ADDED, object);
    }

    /** Changes an object through the main resource: its status and what only the API writes stay as they are. */
    synchronized KubeObject update(ResourceType type, ObjectKey key, UnaryOperator<ObjectNode> change) {
        return write(type, key, old -> {
            ObjectNode next = change.apply(old.deepCopy());
            keep(old, next, "status");
            return next;
        });
    }

    synchronized KubeObject updateStatus(ResourceType type, ObjectKey key, UnaryOperator<ObjectNode> change) {
        return write(type, key, old -> {
            ObjectNode changed = change.apply(old.deepCopy());
            checkRevision(type, key, old, changed);
            ObjectNode next = old.deepCopy();
            keep(changed, next, "status");
            return next;
        });
    }

    /** Changes an object however the caller likes: what admission, a node or another actor does. */
    public synchronized KubeObject change(ResourceType type, ObjectKey key, UnaryOperator<ObjectNode> change) {
        return write(type, key, change);
    }

    private KubeObject write(ResourceType type, ObjectKey key, UnaryOperator<ObjectNode> change) {
        KubeObject old = existing(type, key);
        ObjectNode before = old.tree();
        ObjectNode next = change.apply(old.tree());
        checkRevision(type, key, before, next);
        ObjectNode metadata = Json.ensureObject(next, "metadata");
        ObjectNode oldMetadata = Json.ensureObject(before, "metadata");
        metadata.set("resourceVersion", oldMetadata.get("resourceVersion"));
        FIXED_METADATA.forEach(field -> keep(oldMetadata, metadata, field));
        if (next.equals(before)) {
            return old;
        }
        if (!Json.at(next, "spec").equals(Json.at(before, "spec"))) {
            metadata.put("generation", Json.at(oldMetadata, "generation").asLong() + 1);
        }
        return commitOrRemove(type, next);
    }

    synchronized void delete(ResourceType type, ObjectKey key, DeleteOptions options) {
        KubeObject object = existing(type, key);
        if (options.uid() != null && !options.uid().equals(object.header().uid())) {
            throw new ApiException(Status.conflict(type, key.name(), "the UID in the precondition does not match"));
        }
        ObjectNode tree = object.tree();
        ObjectNode metadata = Json.ensureObject(tree, "metadata");
        switch (options.propagation()) {
            case "Foreground" -> addFinalizer(metadata, "foregroundDeletion");
            case "Orphan" -> addFinalizer(metadata, "orphan");
            default -> {
                // In the background: the collector needs no finalizer for that.
            }
        }
        int grace = grace(type, tree, options);
        boolean deleting = metadata.has("deletionTimestamp");
        if (deleting && grace > 0) {
            return;
        }
        if (type.equals(Resources.NAMESPACES)) {
            Json.ensureObject(tree, "status").put("phase", "Terminating");
        }
        if (!deleting) {
            metadata.put("deletionTimestamp", clock.instant().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS) + "");
        }
        metadata.put("deletionGracePeriodSeconds", grace);
        commitOrRemove(type, tree);
    }

    private static int grace(ResourceType type, ObjectNode tree, DeleteOptions options) {
        boolean runs = type.equals(Resources.PODS)
                && !Json.text(tree, "spec", "nodeName").isEmpty();
        if (!runs) {
            return 0;
        }
        return options.gracePeriodSeconds() >= 0
                ? options.gracePeriodSeconds()
                : Json.at(tree, "spec", "terminationGracePeriodSeconds").asInt(GRACE_SECONDS);
    }

    /** Discovery documents, as far as {@link io.quarterdeck.control.Discovery} reads them. */
    synchronized ObjectNode document(String path) {
        ObjectNode answer = Json.object();
        if (path.equals("/apis")) {
            ArrayNode groups = answer.putArray("groups");
            kinds.stream()
                    .filter(kind -> !kind.group().isEmpty())
                    .map(ResourceType::apiVersion)
                    .distinct()
                    .sorted()
                    .forEach(version -> {
                        ObjectNode group = groups.addObject().put("name", version.split("/", 2)[0]);
                        group.putObject("preferredVersion").put("version", version.split("/", 2)[1]);
                    });
            return answer;
        }
        String version = path.substring(path.indexOf('/', 1) + 1);
        ArrayNode resources = answer.putArray("resources");
        for (ResourceType kind : kinds) {
            if (kind.apiVersion().equals(version)) {
                ObjectNode entry =
                        resources.addObject().put("name", kind.plural()).put("kind", kind.kind());
                entry.put("namespaced", kind.namespaced());
                entry.putArray("verbs").add("list").add("watch").add("delete").add("create");
            }
        }
        return answer;
    }

    private KubeObject commitOrRemove(ResourceType type, ObjectNode tree) {
        boolean deleting = Json.at(tree, "metadata").has("deletionTimestamp");
        boolean held = !Json.items(tree, "metadata", "finalizers").isEmpty()
                || Json.at(tree, "metadata", "deletionGracePeriodSeconds").asInt(0) > 0
                || (type.equals(Resources.NAMESPACES)
                        && !Json.items(tree, "spec", "finalizers").isEmpty());
        return commit(type, deleting && !held ? Change.DELETED : Change.MODIFIED, tree);
    }

    private KubeObject commit(ResourceType type, Change change, ObjectNode tree) {
        KubeObject object = KubeObject.commit(Header.of(tree, List.of()), KubeObject.encodeDraft(tree), ++revision);
        if (change == Change.DELETED) {
            table(type).remove(object.key());
        } else {
            table(type).put(object.key(), object);
        }
        log.add(new Logged(type, change, object));
        watchers.forEach(Runnable::run);
        return object;
    }

    private NavigableMap<ObjectKey, KubeObject> table(ResourceType type) {
        return objects.computeIfAbsent(type.resource(), none -> new TreeMap<>());
    }

    private KubeObject existing(ResourceType type, ObjectKey key) {
        KubeObject object = table(type).get(key);
        if (object == null) {
            throw new ApiException(Status.notFound(type, key.name()));
        }
        return object;
    }

    private void refuseIfTerminating(ResourceType type, String namespace) {
        KubeObject object = table(Resources.NAMESPACES).get(ObjectKey.clusterWide(namespace));
        if (object != null && Json.at(object.tree(), "metadata").has("deletionTimestamp")) {
            throw new ApiException(Status.forbidden(type, "", "the namespace " + namespace + " is being terminated"));
        }
    }

    private static void checkRevision(ResourceType type, ObjectKey key, ObjectNode old, ObjectNode next) {
        String wanted = Json.text(next, "metadata", "resourceVersion");
        if (!wanted.isEmpty() && !wanted.equals(Json.text(old, "metadata", "resourceVersion"))) {
            throw new ApiException(Status.conflict(type, key.name(), "the object has been modified"));
        }
        String uid = Json.text(next, "metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(Json.text(old, "metadata", "uid"))) {
            throw new ApiException(Status.conflict(type, key.name(), "the UID in the precondition does not match"));
        }
    }

    private static void addFinalizer(ObjectNode metadata, String finalizer) {
        ArrayNode list = metadata.get("finalizers") instanceof ArrayNode old ? old : metadata.putArray("finalizers");
        for (JsonNode entry : list) {
            if (entry.asText().equals(finalizer)) {
                return;
            }
        }
        list.add(finalizer);
    }

    private static void keep(ObjectNode from, ObjectNode to, String field) {
        JsonNode value = from.get(field);
        if (value == null) {
            to.remove(field);
        } else {
            to.set(field, value);
        }
    }

    static ObjectKey keyOf(ObjectNode object) {
        return new ObjectKey(Json.text(object, "metadata", "namespace"), Json.text(object, "metadata", "name"));
    }

    private String time() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
