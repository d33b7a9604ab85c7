package io.quarterdeck.nodelifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.util.OptionalLong;

/**
 * A taint that a pod puts up with.
 *
 * @param key empty, with {@code Exists}, for every taint
 * @param effect empty for every effect
 * @param seconds for how long; empty for ever
 */
record Toleration(String key, boolean exists, String value, String effect, OptionalLong seconds) {

    static Toleration of(JsonNode node) {
        JsonNode seconds = Json.at(node, "tolerationSeconds");
        return new Toleration(
                Json.text(node, "key"),
                Json.text(node, "operator").equals("Exists"),
                Json.text(node, "value"),
                Json.text(node, "effect"),
                seconds.isIntegralNumber() ? OptionalLong.of(seconds.asLong()) : OptionalLong.empty());
    }

    boolean tolerates(Taint taint) {
        return (effect.isEmpty() || effect.equals(taint.effect()))
                && (key.isEmpty() ? exists : key.equals(taint.key()))
                && (exists || value.equals(taint.value()));
    }
}
