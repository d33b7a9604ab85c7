package io.quarterdeck.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.util.List;

/** What a label selector of an object must be. Its operators' names are the schema's business. */
public final class SelectorCheck {

    private SelectorCheck() {}

    /** Adds what is wrong with the selector at {@code at}; one that is absent is none. */
    public static void validate(JsonNode selector, String at, Faults faults) {
        Json.textMap(selector, "matchLabels").forEach((key, value) -> {
            faults.invalidIf(Names.qualifiedNameFault(key), at + ".matchLabels", key);
            faults.invalidIf(Names.labelValueFault(value), at + ".matchLabels", value);
        });
        List<JsonNode> expressions = Json.items(selector, "matchExpressions");
        for (int i = 0; i < expressions.size(); i++) {
            expression(expressions.get(i), at + ".matchExpressions[" + i + "]", faults);
        }
    }

    private static void expression(JsonNode expression, String at, Faults faults) {
        List<JsonNode> values = Json.items(expression, "values");
        switch (Json.text(expression, "operator")) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    faults.required(at + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    faults.forbidden(
                            at + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            default -> {}
        }
        String key = Json.text(expression, "key");
        if (!key.isEmpty()) {
            faults.invalidIf(Names.qualifiedNameFault(key), at + ".key", key);
        }
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i).asText("");
            faults.invalidIf(Names.labelValueFault(value), at + ".values[" + i + "]", value);
        }
    }
}
