package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Fields that a schema does not know: found, or found and removed. */
public final class UnknownFields {

    private final boolean removes;
    private final List<String> found = new ArrayList<>();

    private UnknownFields(boolean removes) {
        this.removes = removes;
    }

    /** The paths of unknown fields, {@code spec.template.spec.containers[0].foo}, in document order. */
    public static List<String> find(Schema schema, ObjectNode object) {
        return new UnknownFields(false).walk(schema, object);
    }

    /** Removes unknown fields and returns their paths. */
    public static List<String> prune(Schema schema, ObjectNode object) {
        return new UnknownFields(true).walk(schema, object);
    }

    private List<String> walk(Schema schema, ObjectNode object) {
        object(Shape.of(schema), object, FieldPath.ROOT, false);
        return List.copyOf(found);
    }

    private void object(Shape shape, ObjectNode object, FieldPath path, boolean embedded) {
        for (Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            String name = field.getKey();
            Shape below = shape.field(name);
            if (below != null) {
                value(below, field.getValue(), path, name);
            } else if (!shape.preservesUnknownFields() && !(embedded && isHeader(name))) {
                found.add(path.child(name).toString());
                if (removes) {
                    fields.remove();
                }
            }
        }
    }

    private void value(Shape shape, JsonNode value, FieldPath parent, String name) {
        if (value.isContainerNode() && knows(shape)) {
            below(shape, value, parent.child(name));
        }
    }

    private void below(Shape shape, JsonNode value, FieldPath path) {
        if (value instanceof ObjectNode object) {
            object(shape, object, path, shape.embeddedResource());
        } else if (value instanceof ArrayNode array) {
            Shape element = shape.element();
            if (element != null && knows(element)) {
                for (int i = 0; i < array.size(); i++) {
                    below(element, array.get(i), path.element(i));
                }
            }
        }
    }

    /** Whether anything can be unknown below: not where everything is kept, and a wrong type is for others to refuse. */
    private static boolean knows(Shape shape) {
        boolean structured =
                !shape.properties().isEmpty() || shape.additionalProperties() != null || shape.items() != null;
        return structured || (shape.type().equals("object") && !shape.preservesUnknownFields());
    }

    private static boolean isHeader(String name) {
        return name.equals("apiVersion") || name.equals("kind") || name.equals("metadata");
    }
}
