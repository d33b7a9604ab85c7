package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A pod as the API last told of it.
 *
 * @param tree the whole object; shared, never changed
 * @param containers the init containers in their order, then the others in theirs
 * @param deletion present once the pod is being deleted
 */
public record Pod(
        ObjectKey key,
        String uid,
        ObjectNode tree,
        List<ContainerSpec> containers,
        RestartPolicy restartPolicy,
        Optional<Deletion> deletion) {

    private static final long GRACE_DEFAULT = 30;

    /** What happens when a container ends. */
    public enum RestartPolicy {
        ALWAYS,
        ON_FAILURE,
        NEVER
    }

    /**
     * A deletion under way.
     *
     * @param grace how long the containers get; the API's zero (a forced deletion) still gives them a second
     */
    public record Deletion(Instant deadline, Duration grace) {}

    public Pod {
        containers = List.copyOf(containers);
    }

    public static Pod parse(KubeObject object) {
        return of(object.tree());
    }

    /** The pod that a tree describes. The tree must not be changed afterwards. */
    public static Pod of(ObjectNode tree) {
        List<ContainerSpec> containers = new ArrayList<>();
        Json.items(tree, "spec", "initContainers").forEach(spec -> containers.add(ContainerSpec.parse(spec, true)));
        Json.items(tree, "spec", "containers").forEach(spec -> containers.add(ContainerSpec.parse(spec, false)));
        return new Pod(
                new ObjectKey(Json.text(tree, "metadata", "namespace"), Json.text(tree, "metadata", "name")),
                Json.text(tree, "metadata", "uid"),
                tree,
                containers,
                switch (Json.text(tree, "spec", "restartPolicy")) {
                    case "Never" -> RestartPolicy.NEVER;
                    case "OnFailure" -> RestartPolicy.ON_FAILURE;
                    default -> RestartPolicy.ALWAYS;
                },
                deletion(tree));
    }

    private static Optional<Deletion> deletion(JsonNode tree) {
        String at = Json.text(tree, "metadata", "deletionTimestamp");
        if (at.isEmpty()) {
            return Optional.empty();
        }
        long seconds = Json.at(tree, "metadata", "deletionGracePeriodSeconds").asLong(GRACE_DEFAULT);
        return Optional.of(new Deletion(Instant.parse(at), Duration.ofSeconds(Math.max(1, seconds))));
    }

    /** The revision that the pod was read at; zero where it has none yet. */
    long revision() {
        return Json.at(tree, "metadata", "resourceVersion").asLong(0);
    }

    public JsonNode spec() {
        return tree.path("spec");
    }

    public JsonNode status() {
        return tree.path("status");
    }

    /** How long containers get to end when they are asked to. */
    public Duration grace() {
        return deletion.map(Deletion::grace)
                .orElseGet(() -> Duration.ofSeconds(
                        spec().path("terminationGracePeriodSeconds").asLong(GRACE_DEFAULT)));
    }

    public boolean hostNetwork() {
        return spec().path("hostNetwork").asBoolean(false);
    }

    /** How long the pod may be active. */
    public OptionalLong activeDeadlineSeconds() {
        JsonNode seconds = spec().path("activeDeadlineSeconds");
        return seconds.isNumber() ? OptionalLong.of(seconds.asLong()) : OptionalLong.empty();
    }

    /** Whether the API knows that the pod came to its end: nothing of it is ever started again. */
    public boolean finished() {
        String phase = Json.text(status(), "phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    public List<ContainerSpec> mains() {
        return containers.stream()
                .filter(container -> container.kind() == ContainerSpec.Kind.MAIN)
                .toList();
    }

    public Optional<ContainerSpec> container(String name) {
        return containers.stream()
                .filter(container -> container.name().equals(name))
                .findFirst();
    }
}
