package io.quarterdeck.resourcequota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.quota.Quota;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what the status of a quota must say. Pure: no clock, no I/O, no logging. */
final class QuotaPlanner {

    private QuotaPlanner() {}

    /**
     * The status that it should have; empty if it has it.
     *
     * @param objects all of its namespace that may count, by resource
     */
    static Optional<ObjectNode> plan(ObjectNode stored, Map<String, List<JsonNode>> objects, Instant now) {
        Quota sum = Quota.of(stored).empty();
        for (Map.Entry<String, List<JsonNode>> entry : objects.entrySet()) {
            for (JsonNode object : entry.getValue()) {
                sum = sum.plus(sum.usage(entry.getKey(), object, now));
            }
        }
        ObjectNode status = sum.status();
        return status.equals(Json.at(stored, "status")) ? Optional.empty() : Optional.of(status);
    }
}
