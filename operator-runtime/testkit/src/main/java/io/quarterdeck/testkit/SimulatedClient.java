package io.quarterdeck.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.ObjectList;
import io.quarterdeck.control.Watch;
import io.quarterdeck.control.WatchListener;
import io.quarterdeck.control.runtime.Tasks;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** One process' way to the simulated API, with the faults that lie on it. */
public final class SimulatedClient implements ApiClient {

    private final SimulatedApi api;
    private final Tasks tasks;
    private final Faults faults;
    private final RandomGenerator random;
    private final Runnable crash;

    /** @param crash what happens when the process is killed */
    public SimulatedClient(SimulatedApi api, Tasks tasks, Faults faults, Runnable crash) {
        this.api = api;
        this.tasks = tasks;
        this.faults = faults;
        this.random = tasks.random();
        this.crash = crash;
    }

    @Override
    public KubeObject get(ResourceType type, ObjectKey key) {
        return read(() -> api.find(type, key).orElseThrow(() -> new ApiException(Status.notFound(type, key.name()))));
    }

    @Override
    public ObjectList list(ResourceType type, ListOptions options) {
        return read(() -> new ObjectList(api.revision(), api.select(type, options)));
    }

    @Override
    public Watch watch(ResourceType type, ListOptions options, long afterRevision, WatchListener listener) {
        SimulatedWatch watch = new SimulatedWatch(type, options, afterRevision, listener);
        api.onCommit(watch);
        watch.run();
        return watch;
    }

    @Override
    public KubeObject create(ResourceType type, String namespace, ObjectNode object) {
        return write(() -> api.create(type, namespace, object));
    }

    @Override
    public KubeObject update(ResourceType type, ObjectNode object) {
        ObjectKey key = SimulatedApi.keyOf(object);
        conflictNowAndThen(type, key);
        return write(() -> api.update(type, key, old -> object.deepCopy()));
    }

    @Override
    public KubeObject updateStatus(ResourceType type, ObjectNode object) {
        ObjectKey key = SimulatedApi.keyOf(object);
        conflictNowAndThen(type, key);
        return write(() -> api.updateStatus(type, key, old -> object.deepCopy()));
    }

    @Override
    public KubeObject patch(ResourceType type, ObjectKey key, String subresource, PatchType patchType, byte[] patch) {
        return write(() -> switch (subresource) {
            case "" -> {
                if (patchType == PatchType.APPLY && api.find(type, key).isEmpty()) {
                    yield api.create(type, key.namespace(), Json.parseObject(patch));
                }
                yield api.update(type, key, old -> patched(old, patchType, patch));
            }
            case "status" -> api.updateStatus(type, key, old -> patched(old, patchType, patch));
            case "scale" -> api.update(type, key, old -> patched(old, patchType, patch));
            default -> throw new ApiException(Status.notFound(type, key.name() + "/" + subresource));
        });
    }

    @Override
    public ObjectNode createSubresource(ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
        return write(() -> {
            switch (subresource) {
                case "binding" -> bind(key, Json.text(body, "target", "name"));
                case "eviction" -> api.delete(type, key, DeleteOptions.DEFAULT);
                default -> throw new ApiException(Status.notFound(type, key.name() + "/" + subresource));
            }
            return Json.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
        });
    }

    @Override
    public KubeObject updateSubresource(ResourceType type, ObjectKey key, String subresource, ObjectNode body) {
        return switch (subresource) {
            case "status" -> updateStatus(type, body);
            case "scale" ->
                write(() -> api.update(type, key, old -> {
                    Json.ensureObject(old, "spec")
                            .put("replicas", Json.at(body, "spec", "replicas").asInt());
                    return old;
                }));
            case "finalize" ->
                write(() -> api.update(type, key, old -> {
                    Json.ensureObject(old, "spec").set("finalizers", Json.at(body, "spec", "finalizers"));
                    return old;
                }));
            default -> throw new ApiException(Status.notFound(type, key.name() + "/" + subresource));
        };
    }

    @Override
    public void delete(ResourceType type, ObjectKey key, DeleteOptions options) {
        write(() -> {
            api.delete(type, key, options);
            return key;
        });
    }

    @Override
    public void deleteCollection(ResourceType type, String namespace, DeleteOptions options) {
        write(() -> {
            api.select(type, ListOptions.inNamespace(namespace))
                    .forEach(object -> api.delete(type, object.key(), options));
            return namespace;
        });
    }

    @Override
    public ObjectNode getDocument(String path) {
        return read(() -> api.document(path));
    }

    private static ObjectNode patched(ObjectNode old, PatchType type, byte[] patch) {
        Patches.apply(old, type, patch);
        return old;
    }

    private void bind(ObjectKey key, String node) {
        api.change(Resources.PODS, key, pod -> {
            if (!Json.text(pod, "spec", "nodeName").isEmpty()) {
                throw new ApiException(Status.conflict(Resources.PODS, key.name(), "the pod is already assigned"));
            }
            Json.ensureObject(pod, "spec").put("nodeName", node);
            return pod;
        });
    }

    private <T> T read(Supplier<T> call) {
        crashNowAndThen();
        if (happens(faults.refused()) || !api.answers()) {
            throw unavailable();
        }
        return call.get();
    }

    private <T> T write(Supplier<T> call) {
        T answer = read(call);
        // The process may also die, or the line break, between the commit and the answer.
        crashNowAndThen();
        if (happens(faults.answerLost())) {
            throw unavailable();
        }
        return answer;
    }

    private void conflictNowAndThen(ResourceType type, ObjectKey key) {
        if (happens(faults.conflict())) {
            throw new ApiException(Status.conflict(type, key.name(), "somebody was faster (simulated)"));
        }
    }

    private void crashNowAndThen() {
        if (happens(faults.crash())) {
            crash.run();
            throw new SimulatedCrash();
        }
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    private static ApiException unavailable() {
        return new ApiException(Status.of(503, "ServiceUnavailable", "the API cannot be reached (simulated)"));
    }

    /** Delivers a while after each commit, in one go whatever has come until then. */
    private final class SimulatedWatch implements Watch, Runnable {

        private final ResourceType type;
        private final ListOptions options;
        private final WatchListener listener;
        private long position;
        private boolean scheduled;
        private boolean closed;

        SimulatedWatch(ResourceType type, ListOptions options, long position, WatchListener listener) {
            this.type = type;
            this.options = options;
            this.position = position;
            this.listener = listener;
        }

        @Override
        public void run() {
            if (!scheduled && !closed) {
                scheduled = true;
                long delay = faults.delayMax().toMillis();
                tasks.after(
                        Duration.ofMillis(delay == 0 ? 0 : random.nextLong(delay)),
                        "deliver " + type.resource(),
                        this::deliver);
            }
        }

        private void deliver() {
            scheduled = false;
            if (closed) {
                return;
            }
            if (happens(faults.watchLost())) {
                close();
                listener.ended(random.nextBoolean() ? null : Status.gone("too old (simulated)"));
                return;
            }
            List<SimulatedApi.Logged> changes = api.after(type, position);
            for (SimulatedApi.Logged logged : changes) {
                position = logged.object().revision();
                tell(logged);
            }
            position = Math.max(position, api.revision());
            listener.bookmark(position);
        }

        private void tell(SimulatedApi.Logged logged) {
            boolean now = SimulatedApi.matches(options, logged.object());
            if (logged.change() == WatchListener.Change.DELETED || now) {
                listener.changed(logged.change(), logged.object());
            } else {
                // It may have left the selection; a watch says so, and whoever never had it does not mind.
                listener.changed(WatchListener.Change.DELETED, logged.object());
            }
        }

        @Override
        public void close() {
            closed = true;
            api.offCommit(this);
        }
    }
}
