package io.quarterdeck.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quarterdeck.deployment.ReplicaSetView.Counts;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Deployments and ReplicaSets to decide about. */
final class World {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private World() {}

    static ObjectNode template(String image) {
        ObjectNode template = Json.object();
        Json.ensureObject(template, "metadata", "labels").put("app", "web");
        Json.ensureObject(template, "spec").putArray("containers").addObject().put("image", image);
        return template;
    }

    static DeploymentStatus noStatus() {
        return new DeploymentStatus(0, 0, 0, 0, 0, 0, 0, 0, List.of());
    }

    /** A Deployment in the making: three replicas of image {@code v2}, at most one too many, none too few. */
    static final class Spec {
        private int replicas = 3;
        private String surge = "1";
        private String unavailable = "0";
        private boolean recreate;
        private boolean paused;
        private int history = 10;
        private Map<String, String> annotations = Map.of();
        private DeploymentStatus status = noStatus();
        private String image = "v2";

        Spec replicas(int changed) {
            replicas = changed;
            return this;
        }

        Spec limits(String maxSurge, String maxUnavailable) {
            surge = maxSurge;
            unavailable = maxUnavailable;
            return this;
        }

        Spec recreate() {
            recreate = true;
            return this;
        }

        Spec paused() {
            paused = true;
            return this;
        }

        Spec history(int limit) {
            history = limit;
            return this;
        }

        Spec annotations(Map<String, String> changed) {
            annotations = changed;
            return this;
        }

        Spec status(DeploymentStatus changed) {
            status = changed;
            return this;
        }

        Spec image(String changed) {
            image = changed;
            return this;
        }

        DeploymentView view() {
            ObjectNode selector = Json.object();
            Json.ensureObject(selector, "matchLabels").put("app", "web");
            return new DeploymentView(
                    new ObjectKey("default", "web"),
                    "web-uid",
                    1,
                    false,
                    annotations,
                    replicas,
                    selector,
                    template(image),
                    recreate,
                    recreate
                            ? Limits.NONE
                            : Limits.of(TextNode.valueOf(surge), TextNode.valueOf(unavailable), replicas),
                    0,
                    history,
                    Optional.of(Duration.ofMinutes(10)),
                    paused,
                    status);
        }
    }

    static Spec deployment() {
        return new Spec();
    }

    /** The ReplicaSet of an image, of the given revision, sized for the given number of pods of the whole. */
    static ReplicaSetView set(String image, int revision, int replicas, int available, int desired, int max) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(Annotations.REVISION, Integer.toString(revision));
        annotations.put(Annotations.DESIRED_REPLICAS, Integer.toString(desired));
        annotations.put(Annotations.MAX_REPLICAS, Integer.toString(max));
        return new ReplicaSetView(
                new ObjectKey("default", "web-" + image),
                "uid-" + image,
                "web-uid",
                "web",
                false,
                Map.of("app", "web"),
                annotations,
                NOW.plusSeconds(revision),
                template(image),
                replicas,
                0,
                new Counts(replicas, available, available, 0, true),
                null);
    }

    /** The same, sized for the three pods that {@link Spec} asks for. */
    static ReplicaSetView set(String image, int revision, int replicas, int available) {
        return set(image, revision, replicas, available, 3, 4);
    }
}
