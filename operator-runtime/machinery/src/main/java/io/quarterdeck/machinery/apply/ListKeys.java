package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.model.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the elements of one list are called in a path. */
final class ListKeys {

    private final List<String> names;
    private final @Nullable Schema items;

    private ListKeys(List<String> names, @Nullable Schema items) {
        this.names = names;
        this.items = items;
    }

    /** For a list whose typing is {@link Typing#SET} or {@link Typing#KEYED}. */
    static ListKeys of(@Nullable Schema list) {
        if (list == null || !list.listType().equals("map")) {
            return new ListKeys(List.of(), null);
        }
        List<String> names = list.listMapKeys();
        return new ListKeys(names.size() < 2 ? names : names.stream().sorted().toList(), list.items());
    }

    /** The path element of a list's element: {@code k:{"name":"c"}} or {@code v:"a"}. */
    String element(JsonNode value) {
        if (names.isEmpty() || !value.isObject()) {
            return "v:".concat(value.toString());
        }
        StringBuilder text = new StringBuilder("k:{");
        String separator = "";
        for (String name : names) {
            JsonNode key = key(value, name);
            if (key != null) {
                text.append(separator);
                PathElements.quote(name, text);
                text.append(':');
                if (key.isTextual()) {
                    PathElements.quote(key.textValue(), text);
                } else {
                    text.append(key);
                }
                separator = ",";
            }
        }
        return text.append('}').toString();
    }

    /** The first key field that an element lacks although it has no default; empty if none does. */
    String missing(JsonNode value) {
        for (String name : names) {
            if (key(value, name) == null) {
                return name;
            }
        }
        return "";
    }

    /**
     * Elements by path element, in order. Elements with equal keys, which only a list that was not applied can have, stand
     * together as an array, so that they are compared as one value.
     */
    Map<String, JsonNode> index(JsonNode list) {
        Map<String, JsonNode> index = LinkedHashMap.newLinkedHashMap(list.size());
        for (JsonNode value : list) {
            String element = element(value);
            JsonNode before = index.putIfAbsent(element, value);
            if (before != null && value.isObject()) {
                ArrayNode all =
                        before instanceof ArrayNode array ? array : Json.array().add(before);
                index.put(element, all.add(value));
            }
        }
        return index;
    }

    private @Nullable JsonNode key(JsonNode value, String name) {
        JsonNode key = value.get(name);
        if (key == null || key.isNull()) {
            Schema field = Typing.field(items, name);
            return field == null ? null : field.defaultValue();
        }
        return key;
    }
}
