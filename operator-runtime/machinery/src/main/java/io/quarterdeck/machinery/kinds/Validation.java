package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One validation under way: the walk and what it has found. Built-in kinds and users' kinds take the same walk but are
 * answered in different words, because upstream checks the ones by code and the others by schema.
 */
final class Validation {

    /** Nobody reads more than this; an object with a million faults must not get an answer of that size. */
    private static final int CAUSES_MAX = 100;

    private final List<Status.Cause> causes = new ArrayList<>();

    List<Status.Cause> causes() {
        return List.copyOf(causes);
    }

    /** @param old what the object was before the change; null if it is new */
    void root(Shape shape, JsonNode object, @Nullable JsonNode old) {
        if (!object.isObject()) {
            value(shape, object, old, FieldPath.ROOT);
            return;
        }
        fields(shape, object, old, FieldPath.ROOT, shape.builtIn() ? "status" : "");
    }

    private void value(Shape shape, JsonNode value, @Nullable JsonNode old, FieldPath path) {
        // Whoever changes another field is not to blame for this one: a schema may have become stricter since.
        if (value.equals(old) && !shape.builtIn()) {
            return;
        }
        if (causes.size() >= CAUSES_MAX || (value.isNull() && (shape.nullable() || shape.builtIn()))) {
            return;
        }
        if (!shape.builtIn() && !typeFits(shape, value)) {
            String wanted = shape.intOrString() ? "integer,string" : shape.type();
            String message = "Invalid value: \"" + typeName(value) + "\": " + path + " in body must be of type "
                    + wanted + ": \"" + typeName(value) + "\"";
            add(path, "FieldValueTypeInvalid", message);
            return;
        }
        enumeration(shape, value, path);
        switch (value.getNodeType()) {
            case STRING -> new ScalarLimits(shape, path, causes).text(value.textValue());
            case NUMBER -> new ScalarLimits(shape, path, causes).number(value);
            case ARRAY -> array(shape, value, old, path);
            case OBJECT -> fields(shape, value, old, path, "");
            default -> {}
        }
        combinations(shape, value, path);
    }

    private void fields(Shape shape, JsonNode object, @Nullable JsonNode old, FieldPath path, String skipped) {
        for (String name : shape.required()) {
            JsonNode field = object.get(name);
            boolean missing = field == null || (shape.builtIn() && isZero(field));
            if (missing && !name.equals(skipped)) {
                add(path.child(name), "FieldValueRequired", "Required value");
            }
        }
        sizes(shape.limits().propertiesMin(), shape.limits().propertiesMax(), object, path, "properties");
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            Shape below = shape.field(field.getKey());
            if (below != null && !field.getKey().equals(skipped)) {
                JsonNode past = old == null ? null : old.get(field.getKey());
                value(below, field.getValue(), past, path.child(field.getKey()));
            }
        }
    }

    private static boolean isZero(JsonNode value) {
        return value.isNull()
                || (value.isTextual() && value.textValue().isEmpty())
                || (value.isArray() && value.isEmpty());
    }

    private void array(Shape shape, JsonNode array, @Nullable JsonNode old, FieldPath path) {
        sizes(shape.limits().itemsMin(), shape.limits().itemsMax(), array, path, "items");
        duplicates(shape, array, path);
        Shape element = shape.element();
        Map<JsonNode, JsonNode> before = ListMaps.byKey(shape, old);
        for (int i = 0; element != null && i < array.size(); i++) {
            JsonNode past = before.isEmpty() ? null : before.get(ListMaps.key(shape, array.get(i)));
            value(element, array.get(i), past, path.element(i));
        }
    }

    private void sizes(@Nullable Integer min, @Nullable Integer max, JsonNode container, FieldPath path, String what) {
        int size = container.size();
        if (max != null && size > max) {
            add(path, "FieldValueTooMany", "Too many: " + size + ": must have at most " + max + " items");
        }
        if (min != null && size < min) {
            String message = path + " in body should have at least " + min + " " + what;
            add(path, "FieldValueInvalid", "Invalid value: " + size + ": " + message);
        }
    }

    /** A user's list of type set or map; of a built-in kind's lists those that upstream's code checks. */
    private void duplicates(Shape shape, JsonNode array, FieldPath path) {
        if (shape.builtIn()) {
            if (!shape.unique().isEmpty()) {
                uniqueField(shape.unique(), array, path);
            }
            return;
        }
        boolean map = shape.listType().equals("map");
        if (!map && !shape.listType().equals("set")) {
            return;
        }
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < array.size(); i++) {
            JsonNode key = map ? ListMaps.key(shape, array.get(i)) : array.get(i);
            if (!seen.add(key)) {
                add(path.element(i), "FieldValueDuplicate", "Duplicate value: " + key);
            }
        }
    }

    private void uniqueField(String name, JsonNode array, FieldPath path) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < array.size(); i++) {
            String key = Json.text(array.get(i), name);
            if (!key.isEmpty() && !seen.add(key)) {
                FieldPath place = path.element(i).child(name);
                add(place, "FieldValueDuplicate", "Duplicate value: " + quoted(key));
            }
        }
    }

    private void enumeration(Shape shape, JsonNode value, FieldPath path) {
        List<String> allowed = shape.enumeration();
        if (allowed.isEmpty() || allowed.contains(value.isValueNode() ? value.asText() : value.toString())) {
            return;
        }
        // An optional field that a client wrote as an empty string is an absent field to upstream.
        if (shape.builtIn() && value.isTextual() && value.textValue().isEmpty()) {
            return;
        }
        String list = allowed.stream().map(Validation::quoted).collect(Collectors.joining(", "));
        add(path, "FieldValueNotSupported", "Unsupported value: " + value + ": supported values: " + list);
    }

    private void combinations(Shape shape, JsonNode value, FieldPath path) {
        Shape.Combinations combinations = shape.combinations();
        if (combinations.equals(Shape.Combinations.NONE)) {
            return;
        }
        combinations.allOf().forEach(all -> untyped(all, value, path, causes));
        if (!combinations.anyOf().isEmpty() && matching(combinations.anyOf(), value, path) == 0) {
            invalid(path, value, path + " in body must validate at least one schema (anyOf)");
        }
        long one = combinations.oneOf().isEmpty() ? 1 : matching(combinations.oneOf(), value, path);
        if (one != 1) {
            String found = one == 0 ? "Found none valid" : "Found " + one + " valid alternatives";
            invalid(path, value, path + " in body must validate one and only one schema (oneOf). " + found);
        }
        Shape not = combinations.not();
        if (not != null && matching(List.of(not), value, path) == 1) {
            invalid(path, value, path + " in body must not validate the schema (not)");
        }
    }

    private static long matching(List<Shape> shapes, JsonNode value, FieldPath path) {
        return shapes.stream()
                .filter(shape -> {
                    List<Status.Cause> found = new ArrayList<>();
                    untyped(shape, value, path, found);
                    return found.isEmpty();
                })
                .count();
    }

    private static void untyped(Shape shape, JsonNode value, FieldPath path, List<Status.Cause> into) {
        Validation inner = new Validation();
        inner.value(shape, value, null, path);
        into.addAll(inner.causes);
    }

    private static boolean typeFits(Shape shape, JsonNode value) {
        if (shape.intOrString()) {
            return value.isTextual() || value.isIntegralNumber();
        }
        return switch (shape.type()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber() || (value.isNumber() && value.doubleValue() % 1 == 0);
            case "number" -> value.isNumber();
            default -> true;
        };
    }

    private static String typeName(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case NULL -> "null";
            default -> "object";
        };
    }

    private static String quoted(String text) {
        return Json.object().textNode(text).toString();
    }

    private void invalid(FieldPath path, JsonNode value, String message) {
        add(path, "FieldValueInvalid", "Invalid value: " + value + ": " + message);
    }

    private void add(FieldPath path, String reason, String message) {
        causes.add(new Status.Cause(reason, message, path.toString()));
    }
}
