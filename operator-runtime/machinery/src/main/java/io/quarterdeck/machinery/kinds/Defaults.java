package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what a user left out. Doing it twice changes nothing more. A null in an object of a built-in kind is the same as
 * an absent field, as it is in Kubernetes, and goes.
 */
public final class Defaults {

    private static final String QUANTITY = "quantity";

    private Defaults() {}

    /** Sets the defaults of a schema in place. */
    public static void apply(Schema schema, ObjectNode object) {
        object(Shape.of(schema), object);
    }

    private static void object(Shape shape, ObjectNode object) {
        if (shape.builtIn()) {
            removeNulls(object);
        }
        fill(shape, object, false);
        for (DefaultRule rule : shape.defaulting().rules()) {
            rule.apply(object);
        }
        fill(shape, object, true);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode value = field.getValue();
            Shape below = value.isContainerNode() || value.isNumber() ? shape.field(field.getKey()) : null;
            if (below != null && value.isContainerNode()) {
                container(below, value);
            } else if (below != null && below.format().equals(QUANTITY)) {
                // A quantity may be written as a number, but is always kept and shown as text.
                field.setValue(TextNode.valueOf(value.asText()));
            }
        }
    }

    private static void container(Shape shape, JsonNode value) {
        if (value instanceof ObjectNode object) {
            object(shape, object);
        } else if (value instanceof ArrayNode array) {
            Shape element = shape.element();
            if (element != null) {
                array.forEach(item -> container(element, item));
            }
        }
    }

    private static void fill(Shape shape, ObjectNode object, boolean conditional) {
        for (Map.Entry<String, Shape> entry : shape.defaulted()) {
            Shape property = entry.getValue();
            JsonNode value = property.defaultValue();
            Map<String, List<String>> when = property.defaulting().when();
            if (value != null
                    && when.isEmpty() != conditional
                    && isAbsent(property, object.get(entry.getKey()))
                    && holds(when, object)) {
                object.set(entry.getKey(), value.deepCopy());
            }
        }
    }

    private static boolean isAbsent(Shape shape, @Nullable JsonNode value) {
        if (value == null) {
            return true;
        }
        if (value.isNull()) {
            return !shape.nullable();
        }
        return shape.defaulting().zeroIsAbsent()
                && (value.isTextual() ? value.textValue().isEmpty() : value.isNumber() && value.doubleValue() == 0);
    }

    private static boolean holds(Map<String, List<String>> when, ObjectNode object) {
        return when.entrySet().stream()
                .allMatch(sibling -> sibling.getValue()
                        .contains(object.path(sibling.getKey()).asText()));
    }

    private static void removeNulls(ObjectNode object) {
        for (Iterator<JsonNode> values = object.elements(); values.hasNext(); ) {
            if (values.next().isNull()) {
                values.remove();
            }
        }
    }
}
