package io.quarterdeck.replicaset;

import io.quarterdeck.model.Json;
import io.quarterdeck.model.LabelSelector;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.replicaset.PodView.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ReplicaSets and pods to decide about. */
final class World {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Map<String, String> LABELS = Map.of("app", "web");

    private World() {}

    static ReplicaSetView set(int replicas) {
        return set(replicas, 0, false);
    }

    static ReplicaSetView set(int replicas, int minReadySeconds, boolean deleting) {
        var template = Json.object();
        Json.ensureObject(template, "metadata").set("labels", Json.of(LABELS));
        return new ReplicaSetView(
                new ObjectKey("default", "web"),
                "set-uid",
                "",
                1,
                deleting,
                replicas,
                minReadySeconds,
                LabelSelector.of(LABELS),
                template,
                new ReplicaSetStatus(0, 0, 0, 0, 0, 0, null));
    }

    /** A pod of the set that runs on a node of its own and has been ready for a while. */
    static Pod pod(String name) {
        return new Pod(name);
    }

    /** A pod in the making. */
    static final class Pod {
        private final String name;
        private Map<String, String> labels = LABELS;
        private String controller = "set-uid";
        private boolean deleting;
        private Phase phase = Phase.RUNNING;
        private String node;
        private @Nullable Instant readySince = NOW.minus(Duration.ofHours(1));
        private Instant created = NOW.minus(Duration.ofHours(2));
        private int cost;
        private int restarts;

        private Pod(String name) {
            this.name = name;
            this.node = "node-of-" + name;
        }

        Pod labels(Map<String, String> changed) {
            labels = changed;
            return this;
        }

        Pod controller(String uid) {
            controller = uid;
            return this;
        }

        Pod deleting() {
            deleting = true;
            return this;
        }

        Pod phase(Phase changed) {
            phase = changed;
            return this;
        }

        Pod node(String changed) {
            node = changed;
            return this;
        }

        Pod readyFor(Duration time) {
            readySince = NOW.minus(time);
            return this;
        }

        Pod notReady() {
            readySince = null;
            return this;
        }

        Pod age(Duration age) {
            created = NOW.minus(age);
            return this;
        }

        Pod cost(int changed) {
            cost = changed;
            return this;
        }

        Pod restarts(int changed) {
            restarts = changed;
            return this;
        }

        PodView view() {
            return new PodView(
                    new ObjectKey("default", name),
                    "uid-" + name,
                    labels,
                    controller,
                    controller.isEmpty() ? "" : "web",
                    deleting,
                    phase,
                    node,
                    readySince,
                    created,
                    cost,
                    restarts);
        }
    }
}
