package io.quarterdeck.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' strategic merge patch. Like a merge patch, but a list whose schema says so is merged element by element, and
 * fields that begin with a dollar sign tell how.
 *
 * @see <a
 *     href="https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md">
 *     strategic merge patch</a>
 */
final class StrategicPatch {

    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_VALUES = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";

    private StrategicPatch() {}

    /** Changes {@code target} and returns what it has become. */
    static ObjectNode apply(@Nullable Schema schema, ObjectNode target, ObjectNode patch) {
        String directive = Json.text(patch, DIRECTIVE);
        switch (directive) {
            case "", "merge" -> {}
            case "replace" -> {
                return without(patch);
            }
            case "delete" -> {
                return Json.object();
            }
            default -> throw Refusals.badRequest("Unknown patch type: " + directive);
        }
        retainKeys(target, patch);
        patch.properties().forEach(field -> {
            if (!field.getKey().startsWith("$")) {
                field(schema, target, patch, field.getKey(), field.getValue());
            }
        });
        patch.properties().forEach(field -> {
            if (field.getKey().startsWith(DELETE_VALUES)) {
                deleteValues(target, field.getKey().substring(DELETE_VALUES.length()), field.getValue());
            }
        });
        patch.properties().forEach(field -> {
            String name = field.getKey().startsWith(ORDER) ? field.getKey().substring(ORDER.length()) : "";
            // A list that is in the patch was put in order when it was merged.
            if (!name.isEmpty() && !patch.has(name) && target.get(name) instanceof ArrayNode list) {
                target.set(name, ElementOrder.of(list, list, field.getValue(), mergeKey(schema, name)));
            }
        });
        return target;
    }

    private static void field(
            @Nullable Schema schema, ObjectNode target, ObjectNode patch, String name, JsonNode value) {
        Schema inner = inner(schema, name);
        switch (value) {
            case ObjectNode object -> {
                boolean replaces = inner != null && inner.patchStrategy().contains("replace");
                ObjectNode before = target.get(name) instanceof ObjectNode there && !replaces ? there : Json.object();
                target.set(name, apply(inner, before, object));
            }
            case ArrayNode array -> {
                ArrayNode before = target.get(name) instanceof ArrayNode there ? there : Json.array();
                ArrayNode after = inner != null && inner.patchStrategy().contains("merge")
                        ? list(inner, before, array, patch.get(ORDER + name), name)
                        : stripped(array);
                target.set(name, after);
            }
            default -> {
                if (value.isNull()) {
                    target.remove(name);
                } else {
                    target.set(name, value);
                }
            }
        }
    }

    private static ArrayNode list(
            Schema schema, ArrayNode before, ArrayNode patch, @Nullable JsonNode order, String name) {
        String key = schema.patchMergeKey();
        ArrayNode merged;
        if (key.isEmpty()) {
            merged = before.deepCopy();
            patch.forEach(value -> {
                if (indexOf(merged, "", value) < 0) {
                    merged.add(value);
                }
            });
        } else {
            merged = byKey(schema, key, before, patch, name);
        }
        return order == null ? merged : ElementOrder.of(merged, before, order, key);
    }

    private static ArrayNode byKey(Schema schema, String key, ArrayNode before, ArrayNode patch, String name) {
        ArrayNode merged = replacesList(patch) ? Json.array() : before.deepCopy();
        for (JsonNode element : patch) {
            if (!(element instanceof ObjectNode object)) {
                throw Refusals.badRequest("error decoding patch: " + name + " is a list of objects");
            }
            boolean directive = object.has(DIRECTIVE);
            if (directive && object.size() == 1) {
                continue;
            }
            JsonNode value = object.get(key);
            if (value == null) {
                throw Refusals.badRequest("map: " + object + " does not contain declared merge key: " + key);
            }
            int index = indexOf(merged, key, value);
            if (Json.text(object, DIRECTIVE).equals("delete")) {
                for (; index >= 0; index = indexOf(merged, key, value)) {
                    merged.remove(index);
                }
            } else if (index < 0) {
                merged.add(apply(schema.items(), Json.object(), object));
            } else if (merged.get(index) instanceof ObjectNode there) {
                merged.set(index, apply(schema.items(), there, object));
            }
        }
        return merged;
    }

    /** An element {@code {"$patch": "replace"}} makes the others the whole list. */
    private static boolean replacesList(ArrayNode patch) {
        for (JsonNode element : patch) {
            if (element.size() == 1 && Json.text(element, DIRECTIVE).equals("replace")) {
                return true;
            }
        }
        return false;
    }

    private static void retainKeys(ObjectNode target, ObjectNode patch) {
        JsonNode keys = patch.get(RETAIN_KEYS);
        if (keys == null) {
            return;
        }
        Set<String> kept = new HashSet<>();
        keys.forEach(key -> kept.add(key.asText()));
        patch.properties().forEach(field -> {
            if (!field.getKey().startsWith("$") && !field.getValue().isNull() && !kept.contains(field.getKey())) {
                throw Refusals.badRequest(
                        "invalid patch format of retainKeys: " + field.getKey() + " is not among the keys to retain");
            }
        });
        target.retain(kept);
    }

    private static void deleteValues(ObjectNode target, String name, JsonNode values) {
        if (!(target.get(name) instanceof ArrayNode list)) {
            return;
        }
        ArrayNode kept = Json.array();
        list.forEach(value -> {
            if (!values.isArray() || indexOf((ArrayNode) values, "", value) < 0) {
                kept.add(value);
            }
        });
        target.set(name, kept);
    }

    static int indexOf(ArrayNode list, String key, JsonNode value) {
        for (int i = 0; i < list.size(); i++) {
            JsonNode there = key.isEmpty() ? list.get(i) : list.get(i).get(key);
            if (there != null && there.equals(value)) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable Schema inner(@Nullable Schema schema, String name) {
        if (schema == null) {
            return null;
        }
        Schema property = schema.properties().get(name);
        return property == null ? schema.additionalProperties() : property;
    }

    private static String mergeKey(@Nullable Schema schema, String name) {
        Schema inner = inner(schema, name);
        return inner == null ? "" : inner.patchMergeKey();
    }

    /** A new value may still tell how to merge it with what is not there: that is dropped, and so are its nulls. */
    private static ObjectNode without(ObjectNode patch) {
        ObjectNode plain = Json.object();
        patch.properties().forEach(field -> {
            if (!field.getKey().startsWith("$") && !field.getValue().isNull()) {
                plain.set(field.getKey(), plain(field.getValue()));
            }
        });
        return plain;
    }

    private static ArrayNode stripped(ArrayNode array) {
        List<JsonNode> plain = new ArrayList<>(array.size());
        array.forEach(value -> plain.add(plain(value)));
        return Json.array().addAll(plain);
    }

    private static JsonNode plain(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> without(object);
            case ArrayNode array -> stripped(array);
            default -> value;
        };
    }
}
