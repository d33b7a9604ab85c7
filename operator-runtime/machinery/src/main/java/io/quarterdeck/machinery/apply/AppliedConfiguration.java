package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.kinds.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of a configuration so that its fields can be owned: every field is known, and the elements of lists can be
 * told apart.
 */
public final class AppliedConfiguration {

    private final List<String> faults = new ArrayList<>();

    private AppliedConfiguration() {}

    /** What is wrong, as one text; empty if nothing is. Values of wrong types are passed over: others refuse them. */
    public static String fault(Schema schema, JsonNode config) {
        AppliedConfiguration check = new AppliedConfiguration();
        check.value(schema, config, "");
        return switch (check.faults.size()) {
            case 0 -> "";
            case 1 -> check.faults.getFirst();
            default -> "errors:\n  " + String.join("\n  ", check.faults);
        };
    }

    private void value(@Nullable Schema schema, JsonNode value, String path) {
        if (schema == null) {
            return;
        }
        if (value.isObject()) {
            fields(schema, value, path);
        } else if (value.isArray()) {
            elements(schema, value, path);
        }
    }

    private void fields(Schema schema, JsonNode object, String path) {
        boolean open = schema.preservesUnknownFields() || schema.type().isEmpty();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            String place = path + "." + name;
            Schema below = Typing.field(schema, name);
            if (below != null) {
                value(below, field.getValue(), place);
            } else if (!open && !(schema.embeddedResource() && isHeader(name))) {
                faults.add(place + ": field not declared in schema");
            }
        }
    }

    private static boolean isHeader(String name) {
        return name.equals("apiVersion") || name.equals("kind") || name.equals("metadata");
    }

    private void elements(Schema schema, JsonNode array, String path) {
        Typing typing = Typing.of(schema, array);
        ListKeys keys = ListKeys.of(schema);
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (JsonNode value : array) {
            String missing = typing == Typing.KEYED ? keys.missing(value) : "";
            String place = path + "[" + index + "]";
            if (!missing.isEmpty()) {
                faults.add(path + ": element " + index + ": associative list with keys has an element that omits key"
                        + " field \"" + missing + "\" (and doesn't have default value)");
            } else if (typing != Typing.LEAF) {
                String element = keys.element(value);
                place = path + PathElements.readable(element);
                if (!seen.add(element)) {
                    faults.add(path + ": duplicate entries for key " + PathElements.readable(element));
                }
            }
            value(schema.items(), value, place);
            index++;
        }
    }

    /** Where it speaks of lists and maps that can only be replaced as a whole, with all that others have put there. */
    public static List<String> atomic(Schema schema, JsonNode config) {
        List<String> places = new ArrayList<>();
        atomic(schema, config, "", places);
        return places;
    }

    private static void atomic(@Nullable Schema schema, JsonNode value, String path, List<String> places) {
        if (schema == null || !value.isContainerNode()) {
            return;
        }
        if (Typing.of(schema, value) == Typing.LEAF) {
            places.add(path);
        } else if (value.isObject()) {
            value.properties()
                    .forEach(field -> atomic(
                            Typing.field(schema, field.getKey()),
                            field.getValue(),
                            path + "." + field.getKey(),
                            places));
        } else {
            value.forEach(element -> atomic(schema.items(), element, path + "[]", places));
        }
    }
}
