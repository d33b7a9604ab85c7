package io.quarterdeck.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * The order that a strategic patch asks for with {@code $setElementOrder}. Elements that it names stand in its order; those
 * that only the server knows keep their place among the ones that were there before.
 */
final class ElementOrder {

    private ElementOrder() {}

    /**
     * Puts a merged list in order.
     *
     * @param before the list as it was
     * @param key the merge key; empty for a list of plain values
     */
    static ArrayNode of(ArrayNode merged, ArrayNode before, JsonNode order, String key) {
        if (!(order instanceof ArrayNode wanted)) {
            throw Refusals.badRequest("error decoding patch: an element order is a list");
        }
        List<JsonNode> ordered = new ArrayList<>(merged.size());
        List<JsonNode> serverOnly = new ArrayList<>();
        for (JsonNode element : wanted) {
            JsonNode value = value(element, key);
            int index = StrategicPatch.indexOf(merged, key, value);
            if (index >= 0 && !ordered.contains(merged.get(index))) {
                ordered.add(merged.get(index));
            }
        }
        merged.forEach(element -> {
            if (!ordered.contains(element)) {
                serverOnly.add(element);
            }
        });
        int from = 0;
        for (JsonNode element : serverOnly) {
            int place = StrategicPatch.indexOf(before, key, value(element, key));
            while (from < ordered.size() && !isAfter(before, key, ordered.get(from), place)) {
                from++;
            }
            ordered.add(from, element);
            from++;
        }
        return Json.array().addAll(ordered);
    }

    private static boolean isAfter(ArrayNode before, String key, JsonNode element, int place) {
        int index = StrategicPatch.indexOf(before, key, value(element, key));
        return place >= 0 && index > place;
    }

    private static JsonNode value(JsonNode element, String key) {
        return key.isEmpty() ? element : Json.at(element, key);
    }
}
