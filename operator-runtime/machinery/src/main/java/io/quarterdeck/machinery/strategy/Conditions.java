package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;

/** The conditions in a definition's status. */
public final class Conditions {

    private Conditions() {}

    /** Sets one; its time changes only with its status. */
    public static void set(
            ObjectNode definition, String type, boolean holds, String reason, String message, String now) {
        ObjectNode status = Json.ensureObject(definition, "status");
        ArrayNode conditions =
                status.get("conditions") instanceof ArrayNode known ? known : status.putArray("conditions");
        ObjectNode condition = null;
        for (JsonNode known : conditions) {
            if (known instanceof ObjectNode object && Json.text(object, "type").equals(type)) {
                condition = object;
            }
        }
        if (condition == null) {
            condition = conditions.addObject().put("type", type);
        }
        String value = holds ? "True" : "False";
        if (!Json.text(condition, "status").equals(value)) {
            condition.put("status", value).put("lastTransitionTime", now);
        }
        condition.put("reason", reason).put("message", message);
    }
}
