package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code x-kubernetes-validations}.
 *
 * @param rule in CEL; true for a good value
 * @param message what to say if it is not; empty for a text made of the rule
 * @param messageExpression in CEL; makes the message; empty for none
 * @param reason {@code FieldValueInvalid} and the like; empty for that
 * @param fieldPath where below the value the fault is; empty for the value itself
 * @param optionalOldSelf whether {@code oldSelf} is an optional value; empty if the document does not say
 */
public record ValidationRule(
        String rule,
        String message,
        String messageExpression,
        String reason,
        String fieldPath,
        Optional<Boolean> optionalOldSelf) {

    static final String WORD = "x-kubernetes-validations";

    static List<ValidationRule> readAll(JsonNode schema) {
        List<ValidationRule> rules = new ArrayList<>();
        for (JsonNode entry : Json.items(schema, WORD)) {
            JsonNode optional = Json.at(entry, "optionalOldSelf");
            rules.add(new ValidationRule(
                    Json.text(entry, "rule"),
                    Json.text(entry, "message"),
                    Json.text(entry, "messageExpression"),
                    Json.text(entry, "reason"),
                    Json.text(entry, "fieldPath"),
                    optional.isBoolean() ? Optional.of(optional.asBoolean()) : Optional.empty()));
        }
        return List.copyOf(rules);
    }
}
