package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists of type {@code map}: their elements are told apart by key fields. */
public final class ListMaps {

    private ListMaps() {}

    /** The values of an element's key fields, each absent one with its default. */
    public static JsonNode key(Schema list, JsonNode element) {
        ObjectNode key = Json.object();
        Schema items = list.items();
        for (String name : list.listMapKeys()) {
            JsonNode value = element.get(name);
            Schema field = items == null ? null : items.properties().get(name);
            if (value == null && field != null) {
                value = field.defaultValue();
            }
            if (value != null) {
                key.set(name, value);
            }
        }
        return key;
    }

    /** The elements of a list of type {@code map} by their keys; none if it is of another type, or absent. */
    public static Map<JsonNode, JsonNode> byKey(Schema list, @Nullable JsonNode array) {
        Map<JsonNode, JsonNode> elements = new HashMap<>();
        if (array != null && array.isArray() && list.listType().equals("map")) {
            array.forEach(element -> elements.put(key(list, element), element));
        }
        return elements;
    }
}
