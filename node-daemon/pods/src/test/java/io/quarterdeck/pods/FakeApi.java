package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.ObjectList;
import io.quarterdeck.control.Watch;
import io.quarterdeck.control.WatchListener;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The pods of an API in memory, with an informer on them: as much of it as a node uses. */
final class FakeApi implements ApiClient, Informer<Pod> {

    private static final int PATIENCE_SECONDS = 30;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<ObjectKey, ObjectNode> pods = new TreeMap<>();
    private final List<BiConsumer<@Nullable Pod, @Nullable Pod>> listeners = new ArrayList<>();
    private long revision = 1;

    /** Creates or replaces a pod. */
    void put(ObjectNode pod) {
        change(Pod.of(pod).key(), pod);
    }

    /** Takes a pod away without asking, as a forced deletion does. */
    void remove(ObjectKey key) {
        change(key, null);
    }

    Optional<ObjectNode> pod(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(pods.get(new ObjectKey("default", name))).map(ObjectNode::deepCopy);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the pod, or its absence (a missing node), is as wanted. */
    JsonNode await(String name, Predicate<JsonNode> wanted) throws InterruptedException {
        ObjectKey key = new ObjectKey("default", name);
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!wanted.test(state(key)) && left > 0) {
                left = changed.awaitNanos(left);
            }
            JsonNode state = state(key);
            if (!wanted.test(state)) {
                throw new AssertionError("pod " + name + " stays " + state.toPrettyString());
            }
            return state;
        } finally {
            lock.unlock();
        }
    }

    private JsonNode state(ObjectKey key) {
        ObjectNode pod = pods.get(key);
        return pod == null ? Json.object() : pod;
    }

    // Listeners hear of changes in their order, as an informer's do: so they are told under the lock.
    private void change(ObjectKey key, @Nullable ObjectNode after) {
        lock.lock();
        try {
            ObjectNode before = after == null ? pods.remove(key) : pods.put(key, stamped(after));
            changed.signalAll();
            listeners.forEach(listener -> listener.accept(view(before), view(after)));
        } finally {
            lock.unlock();
        }
    }

    private ObjectNode stamped(ObjectNode pod) {
        ((ObjectNode) pod.path("metadata")).put("resourceVersion", Long.toString(++revision));
        return pod;
    }

    private static @Nullable Pod view(@Nullable ObjectNode pod) {
        return pod == null ? null : Pod.of(pod.deepCopy());
    }

    /** Changes a pod that exists, with nothing in between. */
    void edit(String name, UnaryOperator<ObjectNode> edit) {
        lock.lock();
        try {
            pod(name).ifPresent(pod -> put(edit.apply(pod)));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public KubeObject patch(ResourceType type, ObjectKey key, String subresource, PatchType patchType, byte[] patch) {
        lock.lock();
        try {
            ObjectNode pod = current(type, key);
            ObjectNode change = Json.parseObject(patch);
            requireUid(type, pod, Json.text(change, "metadata", "uid"));
            ObjectNode status = (ObjectNode) change.path("status");
            status.properties().removeIf(field -> field.getValue().isNull());
            pod.set("status", status);
            change(key, pod);
            return KubeObject.parse(pod);
        } finally {
            lock.unlock();
        }
    }

    private ObjectNode current(ResourceType type, ObjectKey key) {
        return pod(key.name()).orElseThrow(() -> new ApiException(Status.notFound(type, key.name())));
    }

    private static void requireUid(ResourceType type, ObjectNode pod, @Nullable String uid) {
        if (!Json.text(pod, "metadata", "uid").equals(uid)) {
            throw new ApiException(
                    Status.conflict(type, Json.text(pod, "metadata", "name"), "the UID in the precondition differs"));
        }
    }

    @Override
    public void delete(ResourceType type, ObjectKey key, DeleteOptions options) {
        lock.lock();
        try {
            requireUid(type, current(type, key), options.uid());
            change(key, null);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Pod> list() {
        lock.lock();
        try {
            return pods.values().stream().map(pod -> Pod.of(pod.deepCopy())).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Pod> get(ObjectKey key) {
        return pod(key.name()).map(Pod::of);
    }

    @Override
    public void onChange(BiConsumer<@Nullable Pod, @Nullable Pod> listener) {
        lock.lock();
        try {
            listeners.add(listener);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public KubeObject get(ResourceType type, ObjectKey key) {
        throw new ApiException(Status.notFound(type, key.name()));
    }

    @Override
    public List<Pod> byIndex(String index, String value) {
        throw unexpected(index);
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public Informer<Pod> index(String index, Function<Pod, List<String>> values) {
        throw unexpected(index);
    }

    @Override
    public ObjectList list(ResourceType type, ListOptions options) {
        return new ObjectList(revision, List.of());
    }

    @Override
    public Watch watch(ResourceType type, ListOptions options, long afterRevision, WatchListener listener) {
        throw unexpected(type.kind());
    }

    @Override
    public KubeObject create(ResourceType type, String namespace, ObjectNode object) {
        throw unexpected(Resources.PODS.kind());
    }

    @Override
    public KubeObject update(ResourceType type, ObjectNode object) {
        throw unexpected(type.kind());
    }

    @Override
    public KubeObject updateStatus(ResourceType type, ObjectNode object) {
        throw unexpected(type.kind());
    }

    @Override
    public ObjectNode createSubresource(ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
        throw unexpected(subresource);
    }

    @Override
    public KubeObject updateSubresource(ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
        throw unexpected(subresource);
    }

    @Override
    public void deleteCollection(ResourceType type, String namespace, DeleteOptions options) {
        throw unexpected(namespace);
    }

    @Override
    public ObjectNode getDocument(String path) {
        throw unexpected(path);
    }

    /** A node that does this has a fault: nothing in this package is meant to. */
    private static AssertionError unexpected(String what) {
        return new AssertionError("no node does this: " + what);
    }
}
