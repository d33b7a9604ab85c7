package io.quarterdeck.replicaset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pod as a ReplicaSet sees it.
 *
 * @param controllerUid who manages it; empty for an orphan
 * @param node empty until it is scheduled
 * @param readySince null unless it is ready
 * @param deletionCost the user's own word on how much its loss would hurt
 * @param restarts of its most restarted container
 */
record PodView(
        ObjectKey key,
        String uid,
        Map<String, String> labels,
        String controllerUid,
        String controllerName,
        boolean deleting,
        Phase phase,
        String node,
        @Nullable Instant readySince,
        @Nullable Instant created,
        int deletionCost,
        int restarts) {

    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    /** In the order in which pods are given up. */
    enum Phase {
        PENDING,
        UNKNOWN,
        RUNNING,
        /** Succeeded or failed: it will never run again and counts as no replica. */
        OVER
    }

    PodView {
        labels = Map.copyOf(labels);
    }

    static PodView parse(KubeObject object) {
        ObjectNode pod = object.tree();
        OwnerReference controller = object.header().controller();
        return new PodView(
                object.key(),
                object.header().uid(),
                object.header().labels(),
                controller == null ? "" : controller.uid(),
                controller != null && controller.kind().equals("ReplicaSet") ? controller.name() : "",
                !Json.text(pod, "metadata", "deletionTimestamp").isEmpty(),
                phase(Json.text(pod, "status", "phase")),
                Json.text(pod, "spec", "nodeName"),
                readySince(pod),
                Json.time(pod, "metadata", "creationTimestamp"),
                cost(Json.text(pod, "metadata", "annotations", DELETION_COST)),
                restarts(pod));
    }

    /** Counts as a replica: alive, and meant to stay so. */
    boolean active() {
        return !deleting && phase != Phase.OVER;
    }

    boolean terminating() {
        return deleting && phase != Phase.OVER;
    }

    boolean ready() {
        return readySince != null;
    }

    /** Ready for long enough. */
    boolean available(int minReadySeconds, Instant now) {
        return readySince != null
                && (minReadySeconds == 0
                        || !readySince.plus(Duration.ofSeconds(minReadySeconds)).isAfter(now));
    }

    private static Phase phase(String phase) {
        return switch (phase) {
            case "Running" -> Phase.RUNNING;
            case "Unknown" -> Phase.UNKNOWN;
            case "Succeeded", "Failed" -> Phase.OVER;
            default -> Phase.PENDING;
        };
    }

    private static @Nullable Instant readySince(ObjectNode pod) {
        JsonNode condition = Json.condition(pod, "Ready");
        if (!Json.text(condition, "status").equals("True")) {
            return null;
        }
        Instant since = Json.time(condition, "lastTransitionTime");
        return since == null ? Instant.EPOCH : since;
    }

    private static int cost(String annotation) {
        try {
            return annotation.isEmpty() ? 0 : Integer.parseInt(annotation);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static int restarts(ObjectNode pod) {
        int most = 0;
        for (JsonNode container : Json.at(pod, "status", "containerStatuses")) {
            most = Math.max(most, Json.at(container, "restartCount").asInt(0));
        }
        return most;
    }
}
