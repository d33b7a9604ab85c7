package io.quarterdeck.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.apiserver.protobuf.Shapes.Field;
import io.quarterdeck.apiserver.protobuf.Shapes.Place;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Writes an object's tree as its message. Fields that the message does not have are left out, as Kubernetes leaves them
 * out that was built before they were invented; so is null. Everything else that JSON says is written, zeros included.
 */
final class MessageWriter {

    private final Shapes shapes;

    MessageWriter(Shapes shapes) {
        this.shapes = shapes;
    }

    /** Writes the fields of one message. */
    void message(String name, ObjectNode object, BackwardOutput out) {
        Map<String, Place> places = shapes.places(name);
        if (places == null) {
            throw new IllegalArgumentException("there is no message " + name);
        }
        for (Map.Entry<String, JsonNode> property : object.properties()) {
            Place place = places.get(property.getKey());
            if (place != null && !property.getValue().isNull()) {
                int before = out.length();
                field(place, property.getValue(), out);
                // Structs that Go inlines: their parts are merged by whoever reads them, so each field brings its own.
                for (int parent : place.parents()) {
                    if (out.length() > before) {
                        out.partHead(parent, before);
                    }
                }
            }
        }
    }

    private void field(Place place, JsonNode value, BackwardOutput out) {
        Field field = place.field();
        switch (field.count()) {
            case ONE -> value(place.number(), field.type(), value, out);
            case LIST -> {
                for (int i = value.size() - 1; i >= 0; i--) {
                    value(place.number(), field.type(), value.get(i), out);
                }
            }
            case MAP -> map(place, value, out);
        }
    }

    private void map(Place place, JsonNode map, BackwardOutput out) {
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            int before = out.length();
            value(2, place.field().type(), entry.getValue(), out);
            out.text(1, entry.getKey());
            out.partHead(place.number(), before);
        }
    }

    private void value(int number, String type, JsonNode value, BackwardOutput out) {
        if (value.isNull()) {
            return;
        }
        switch (type) {
            case "string" -> out.text(number, value.asText());
            case "bool" -> out.number(number, value.asBoolean() ? 1 : 0);
            case "int" -> out.number(number, value.asLong());
            case "double" -> {
                out.fixed64(Double.doubleToRawLongBits(value.asDouble()));
                out.doubleHead(number);
            }
            case "bytes" -> out.bytes(number, Base64.getDecoder().decode(value.asText()));
            default -> {
                int before = out.length();
                part(type, value, out);
                out.partHead(number, before);
            }
        }
    }

    private void part(String type, JsonNode value, BackwardOutput out) {
        if (SpecialParts.write(type, value, out)) {
            return;
        }
        List<SpecialParts.Choice> choices = SpecialParts.choices(type, value);
        for (SpecialParts.Choice choice : choices) {
            field(new Place(choice.number(), choice.field(), List.of()), choice.value(), out);
        }
        if (choices.isEmpty() && value instanceof ObjectNode object) {
            message(type, object, out);
        }
    }
}
