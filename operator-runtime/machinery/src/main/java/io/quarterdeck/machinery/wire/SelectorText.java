package io.quarterdeck.machinery.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Label selectors in the form that URLs and people use. */
public final class SelectorText {

    private SelectorText() {}

    /** A {@code matchLabels, matchExpressions} selector, or a plain map of labels, as kubectl would take it. */
    public static String of(JsonNode selector) {
        List<String> parts = new ArrayList<>();
        boolean plain = !selector.has("matchLabels") && !selector.has("matchExpressions");
        Map<String, String> labels = plain ? Json.textMap(selector) : Json.textMap(selector, "matchLabels");
        labels.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(label -> parts.add(label.getKey() + "=" + label.getValue()));
        for (JsonNode expression : Json.items(selector, "matchExpressions")) {
            String key = Json.text(expression, "key");
            String values = Json.items(expression, "values").stream()
                    .map(JsonNode::asText)
                    .sorted()
                    .collect(Collectors.joining(",", " (", ")"));
            parts.add(
                    switch (Json.text(expression, "operator")) {
                        case "In" -> key + " in" + values;
                        case "NotIn" -> key + " notin" + values;
                        case "DoesNotExist" -> "!" + key;
                        default -> key;
                    });
        }
        return String.join(",", parts);
    }
}
