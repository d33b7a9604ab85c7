package io.quarterdeck.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient.PatchType;
import io.quarterdeck.model.Json;
import java.util.List;

/** Patches as far as operators of ours send them. A strategic patch merges lists of objects that have names or types. */
final class Patches {

    private static final List<String> MERGE_KEYS = List.of("type", "name", "uid", "ip", "containerPort");

    private Patches() {}

    static void apply(ObjectNode target, PatchType type, byte[] patch) {
        switch (type) {
            case JSON -> Json.parse(patch).forEach(step -> operate(target, step));
            case MERGE -> merge(target, Json.parseObject(patch), false);
            case STRATEGIC, APPLY -> merge(target, Json.parseObject(patch), true);
        }
    }

    private static void merge(ObjectNode target, ObjectNode patch, boolean strategic) {
        patch.properties().forEach(field -> {
            JsonNode value = field.getValue();
            JsonNode old = target.get(field.getKey());
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value instanceof ObjectNode object) {
                ObjectNode merged = old instanceof ObjectNode present ? present : Json.object();
                merge(merged, object, strategic);
                target.set(field.getKey(), merged);
            } else if (strategic && value instanceof ArrayNode list && old instanceof ArrayNode present) {
                mergeList(present, list);
            } else {
                target.set(field.getKey(), value);
            }
        });
    }

    private static void mergeList(ArrayNode target, ArrayNode patch) {
        for (JsonNode entry : patch) {
            String key = MERGE_KEYS.stream().filter(entry::has).findFirst().orElse("");
            ObjectNode found = null;
            for (JsonNode old : target) {
                if (!key.isEmpty()
                        && old instanceof ObjectNode object
                        && entry.get(key).equals(object.get(key))) {
                    found = object;
                }
            }
            if (found != null && entry instanceof ObjectNode object) {
                merge(found, object, true);
            } else {
                target.add(entry);
            }
        }
    }

    private static void operate(ObjectNode target, JsonNode step) {
        String[] path = Json.text(step, "path").substring(1).split("/", -1);
        JsonNode parent = target;
        for (int i = 0; i < path.length - 1; i++) {
            String name = unescaped(path[i]);
            parent = parent instanceof ArrayNode array ? array.get(Integer.parseInt(name)) : Json.at(parent, name);
        }
        String last = unescaped(path[path.length - 1]);
        String operation = Json.text(step, "op");
        JsonNode value = step.get("value");
        if (parent instanceof ObjectNode object) {
            if (operation.equals("remove")) {
                object.remove(last);
            } else {
                object.set(last, value);
            }
        } else if (parent instanceof ArrayNode array) {
            switch (operation) {
                case "remove" -> array.remove(Integer.parseInt(last));
                case "replace" -> array.set(Integer.parseInt(last), value);
                default -> array.insert(last.equals("-") ? array.size() : Integer.parseInt(last), value);
            }
        }
    }

    private static String unescaped(String token) {
        return token.replace("~1", "/").replace("~0", "~");
    }
}
