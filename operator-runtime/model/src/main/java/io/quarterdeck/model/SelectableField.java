package io.quarterdeck.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A field that a field selector may name.
 *
 * @param name what it is called in a selector; mostly the dotted path of the value
 * @param paths where the value stands, as field names from the root: the first place that holds a text, a number or a flag
 *     counts
 */
public record SelectableField(String name, List<List<String>> paths) {

    public SelectableField {
        paths = paths.stream().map(List::copyOf).toList();
    }

    /** The field at a dotted path, under that name. */
    public static SelectableField at(String path) {
        return new SelectableField(path, List.of(List.of(path.split("\\.", -1))));
    }

    /** Its value in an object; empty if it has none. */
    public String value(JsonNode object) {
        for (List<String> path : paths) {
            JsonNode value = object;
            for (String step : path) {
                value = value.path(step);
            }
            String text = value.asText("");
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }
}
