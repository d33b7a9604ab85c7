package io.quarterdeck.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a Deployment.
 *
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param updated when anything was last heard of it
 * @param changed when the status last changed
 */
record Condition(String type, String status, String reason, String message, Instant updated, Instant changed) {

    static final String AVAILABLE = "Available";
    static final String PROGRESSING = "Progressing";
    static final String REPLICA_FAILURE = "ReplicaFailure";

    Condition {
        updated = updated.truncatedTo(ChronoUnit.SECONDS);
        changed = changed.truncatedTo(ChronoUnit.SECONDS);
    }

    static Condition at(Instant now, String type, String status, String reason, String message) {
        return new Condition(type, status, reason, message, now, now);
    }

    static Condition parse(JsonNode node) {
        Instant changed = Json.time(node, "lastTransitionTime");
        Instant updated = Json.time(node, "lastUpdateTime");
        Instant since = changed == null ? Instant.EPOCH : changed;
        return new Condition(
                Json.text(node, "type"),
                Json.text(node, "status"),
                Json.text(node, "reason"),
                Json.text(node, "message"),
                updated == null ? since : updated,
                since);
    }

    /** This condition after an earlier one: nothing new leaves the earlier as it is, and an equal status its time. */
    Condition after(@Nullable Condition earlier) {
        if (earlier == null || !earlier.status.equals(status)) {
            return this;
        }
        return earlier.reason.equals(reason)
                ? earlier
                : new Condition(type, status, reason, message, updated, earlier.changed);
    }

    /** This condition as fresh news, even if only the time is new: progress is counted from it. */
    Condition renewedAfter(@Nullable Condition earlier) {
        return earlier != null && earlier.status.equals(status)
                ? new Condition(type, status, reason, message, updated, earlier.changed)
                : this;
    }

    ObjectNode toJson() {
        return Json.object()
                .put("type", type)
                .put("status", status)
                .put("lastUpdateTime", updated.toString())
                .put("lastTransitionTime", changed.toString())
                .put("reason", reason)
                .put("message", message);
    }
}
