package io.quarterdeck.replicaset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a ReplicaSet reports. Pure.
 *
 * @param failure why pods could not be created or deleted; null if they could
 */
record ReplicaSetStatus(
        int replicas,
        int fullyLabeledReplicas,
        int readyReplicas,
        int availableReplicas,
        int terminatingReplicas,
        long observedGeneration,
        @Nullable Failure failure) {

    /** Condition {@code ReplicaFailure}. */
    record Failure(String reason, String message, Instant since) {

        Failure {
            since = since.truncatedTo(ChronoUnit.SECONDS);
        }

        /** The same failure as before keeps its time, so that a repeated one changes nothing. */
        Failure since(@Nullable Failure earlier) {
            return earlier != null && earlier.reason.equals(reason)
                    ? new Failure(reason, message, earlier.since)
                    : this;
        }
    }

    static ReplicaSetStatus of(ReplicaSetView set, List<PodView> owned, @Nullable Failure failure, Instant now) {
        Map<String, String> labels = Json.textMap(set.template(), "metadata", "labels");
        int replicas = 0;
        int labeled = 0;
        int ready = 0;
        int available = 0;
        int terminating = 0;
        for (PodView pod : owned) {
            terminating += pod.terminating() ? 1 : 0;
            if (pod.active()) {
                replicas++;
                labeled += pod.labels().entrySet().containsAll(labels.entrySet()) ? 1 : 0;
                ready += pod.ready() ? 1 : 0;
                available += pod.available(set.minReadySeconds(), now) ? 1 : 0;
            }
        }
        return new ReplicaSetStatus(
                replicas,
                labeled,
                ready,
                available,
                terminating,
                set.generation(),
                failure == null ? null : failure.since(set.status().failure()));
    }

    static ReplicaSetStatus parse(JsonNode set) {
        JsonNode status = Json.at(set, "status");
        JsonNode failure = Json.condition(set, "ReplicaFailure");
        Instant since = Json.time(failure, "lastTransitionTime");
        return new ReplicaSetStatus(
                Json.at(status, "replicas").asInt(0),
                Json.at(status, "fullyLabeledReplicas").asInt(0),
                Json.at(status, "readyReplicas").asInt(0),
                Json.at(status, "availableReplicas").asInt(0),
                Json.at(status, "terminatingReplicas").asInt(0),
                Json.at(status, "observedGeneration").asLong(0),
                failure.isMissingNode()
                        ? null
                        : new Failure(
                                Json.text(failure, "reason"),
                                Json.text(failure, "message"),
                                since == null ? Instant.EPOCH : since));
    }

    /** A merge patch that writes this status; a count of nothing is left out, as Kubernetes does. */
    byte[] patch() {
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status");
        status.put("replicas", replicas).put("observedGeneration", observedGeneration);
        put(status, "fullyLabeledReplicas", fullyLabeledReplicas);
        put(status, "readyReplicas", readyReplicas);
        put(status, "availableReplicas", availableReplicas);
        status.put("terminatingReplicas", terminatingReplicas);
        if (failure == null) {
            status.putNull("conditions");
        } else {
            status.putArray("conditions")
                    .addObject()
                    .put("type", "ReplicaFailure")
                    .put("status", "True")
                    .put("lastTransitionTime", failure.since().toString())
                    .put("reason", failure.reason())
                    .put("message", failure.message());
        }
        return Json.encode(patch);
    }

    private static void put(ObjectNode status, String field, int count) {
        if (count == 0) {
            status.putNull(field);
        } else {
            status.put(field, count);
        }
    }
}
