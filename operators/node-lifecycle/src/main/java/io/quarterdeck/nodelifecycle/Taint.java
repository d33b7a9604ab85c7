package io.quarterdeck.nodelifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * What keeps pods off a node.
 *
 * @param added since when it evicts; empty if it does not say
 */
record Taint(String key, String value, String effect, Optional<Instant> added) {

    static final String NO_SCHEDULE = "NoSchedule";
    static final String NO_EXECUTE = "NoExecute";

    static Taint of(JsonNode node) {
        return new Taint(
                Json.text(node, "key"),
                Json.text(node, "value"),
                Json.text(node, "effect"),
                Optional.ofNullable(Json.time(node, "timeAdded")));
    }

    boolean sameAs(Taint other) {
        return key.equals(other.key) && effect.equals(other.effect);
    }

    ObjectNode toJson() {
        ObjectNode node = Json.object().put("key", key);
        if (!value.isEmpty()) {
            node.put("value", value);
        }
        node.put("effect", effect);
        added.ifPresent(time -> node.put("timeAdded", time.toString()));
        return node;
    }
}
