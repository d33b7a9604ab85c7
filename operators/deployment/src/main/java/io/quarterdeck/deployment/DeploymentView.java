package io.quarterdeck.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.LabelSelector;
import io.quarterdeck.model.ObjectKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A Deployment as its operator decides by it.
 *
 * @param recreate strategy {@code Recreate}; else {@code RollingUpdate} within {@code limits}
 * @param selector as the object has it; shared, not to be written to
 * @param template in {@linkplain Templates#normal normal form}; shared, not to be written to
 * @param progressDeadline empty for no deadline
 */
record DeploymentView(
        ObjectKey key,
        String uid,
        long generation,
        boolean deleting,
        Map<String, String> annotations,
        int replicas,
        ObjectNode selector,
        ObjectNode template,
        boolean recreate,
        Limits limits,
        int minReadySeconds,
        int revisionHistoryLimit,
        Optional<Duration> progressDeadline,
        boolean paused,
        DeploymentStatus status) {

    private static final int HISTORY_DEFAULT = 10;

    static DeploymentView parse(KubeObject object) {
        ObjectNode tree = object.tree();
        ObjectNode spec = Json.ensureObject(tree, "spec");
        int replicas = Json.at(spec, "replicas").asInt(1);
        boolean recreate = Json.text(spec, "strategy", "type").equals("Recreate");
        int deadline = Json.at(spec, "progressDeadlineSeconds").asInt(Integer.MAX_VALUE);
        return new DeploymentView(
                object.key(),
                object.header().uid(),
                Json.at(tree, "metadata", "generation").asLong(0),
                !Json.text(tree, "metadata", "deletionTimestamp").isEmpty(),
                Json.textMap(tree, "metadata", "annotations"),
                replicas,
                Json.ensureObject(spec, "selector"),
                Templates.normal(Json.at(spec, "template")),
                recreate,
                recreate
                        ? Limits.NONE
                        : Limits.of(
                                Json.at(spec, "strategy", "rollingUpdate", "maxSurge"),
                                Json.at(spec, "strategy", "rollingUpdate", "maxUnavailable"),
                                replicas),
                Json.at(spec, "minReadySeconds").asInt(0),
                Json.at(spec, "revisionHistoryLimit").asInt(HISTORY_DEFAULT),
                deadline == Integer.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofSeconds(deadline)),
                Json.at(spec, "paused").asBoolean(false),
                DeploymentStatus.parse(tree));
    }

    boolean selects(Map<String, String> labels) {
        LabelSelector parsed = LabelSelector.parse(selector);
        return !parsed.isEverything() && parsed.matches(labels);
    }

    /** The most pods that may exist at once. */
    int replicasMax() {
        return replicas + limits.surge();
    }

    /** The fewest pods that must be available. */
    int availableMin() {
        return replicas - limits.unavailable();
    }
}
