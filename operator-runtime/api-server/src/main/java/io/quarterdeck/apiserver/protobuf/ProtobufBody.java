package io.quarterdeck.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.apiserver.protobuf.Shapes.Field;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a body in Kubernetes' protobuf encoding. */
final class ProtobufBody {

    static final byte[] MAGIC = {'k', '8', 's', 0};
    /** No object nests deeper, beside a schema; a body that does is made to exhaust the stack. */
    private static final int DEPTH_MAX = 100;

    private final Shapes shapes;

    ProtobufBody(Shapes shapes) {
        this.shapes = shapes;
    }

    /**
     * The object as JSON.
     *
     * @throws ApiException 400 if this is no such body, 415 if we know its kind in JSON only
     */
    byte[] toJson(byte[] body) {
        try {
            return Json.encode(read(body));
        } catch (IllegalArgumentException e) {
            throw new ApiException(
                    Status.badRequest("the object provided is not what its content type says: " + e.getMessage()), e);
        }
    }

    private ObjectNode read(byte[] body) {
        if (body.length < MAGIC.length || !java.util.Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IllegalArgumentException("it does not begin with k8s");
        }
        Wire wire = new Wire(body, MAGIC.length, body.length);
        String apiVersion = "";
        String kind = "";
        Wire raw = new Wire(body, 0, 0);
        while (wire.more()) {
            int tag = (int) wire.varint();
            if (tag == (1 << 3 | 2)) {
                Wire type = wire.part();
                while (type.more()) {
                    int field = (int) type.varint();
                    String text = text(type.part());
                    if (field >>> 3 == 1) {
                        apiVersion = text;
                    } else if (field >>> 3 == 2) {
                        kind = text;
                    }
                }
            } else if (tag == (2 << 3 | 2)) {
                raw = wire.part();
            } else {
                wire.skip(tag & 7);
            }
        }
        ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
        object.setAll(message(messageName(apiVersion, kind), raw, 0));
        return object;
    }

    private String messageName(String apiVersion, String kind) {
        String name = MessageNames.of(apiVersion, kind);
        if (shapes.fields(name) == null) {
            throw new ApiException(Status.of(
                    415,
                    "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include:"
                            + " application/json, application/yaml"));
        }
        return name;
    }

    private ObjectNode message(String name, Wire wire, int depth) {
        Map<Integer, Field> fields = shapes.fields(name);
        if (fields == null || depth > DEPTH_MAX) {
            throw new IllegalArgumentException(name + " cannot be read here");
        }
        ObjectNode object = Json.object();
        while (wire.more()) {
            int tag = (int) wire.varint();
            Field field = fields.get(tag >>> 3);
            if (field == null) {
                wire.skip(tag & 7);
                continue;
            }
            switch (field.count()) {
                case ONE -> one(name, object, field, wire, depth);
                case LIST -> list(object, field, wire, tag & 7, depth);
                case MAP -> entry(object, field, wire.part(), depth);
            }
        }
        return object;
    }

    private void one(String message, ObjectNode object, Field field, Wire wire, int depth) {
        JsonNode value = value(field.type(), wire, depth);
        if (value == null) {
            return;
        }
        if (value instanceof ObjectNode inner && SpecialMessages.inlined(message, field.name())) {
            object.setAll(inner);
            return;
        }
        boolean says = switch (field.type()) {
            case "bool" -> Zeros.says(message, field.name(), value.asBoolean());
            case "int" -> Zeros.says(message, field.name(), value.asLong());
            case "string", "bytes" -> Zeros.says(message, field.name(), value.asText());
            default -> true;
        };
        if (says) {
            object.set(field.name(), value);
        }
    }

    private void list(ObjectNode object, Field field, Wire wire, int wireType, int depth) {
        if (field.type().equals("int") && wireType == 2) {
            Wire packed = wire.part();
            while (packed.more()) {
                object.withArray(field.name()).add(packed.varint());
            }
            return;
        }
        JsonNode value = value(field.type(), wire, depth);
        if (value != null) {
            object.withArray(field.name()).add(value);
        }
    }

    private void entry(ObjectNode object, Field field, Wire wire, int depth) {
        String key = "";
        JsonNode value = null;
        while (wire.more()) {
            int tag = (int) wire.varint();
            if (tag >>> 3 == 1) {
                key = text(wire.part());
            } else if (tag >>> 3 == 2) {
                value = value(field.type(), wire, depth);
            } else {
                wire.skip(tag & 7);
            }
        }
        ObjectNode map =
                object.get(field.name()) instanceof ObjectNode present ? present : object.putObject(field.name());
        if (value == null) {
            map.put(key, "");
        } else {
            map.set(key, value);
        }
    }

    /** The next value; null if JSON writes nothing for it. */
    private @Nullable JsonNode value(String type, Wire wire, int depth) {
        var nodes = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance;
        return switch (type) {
            case "string" -> nodes.textNode(text(wire.part()));
            case "bool" -> nodes.booleanNode(wire.varint() != 0);
            case "int" -> nodes.numberNode(wire.varint());
            case "double" -> nodes.numberNode(Double.longBitsToDouble(wire.fixed(Long.BYTES)));
            case "bytes" ->
                nodes.textNode(Base64.getEncoder().encodeToString(wire.part().rest()));
            default -> SpecialMessages.toJson(type, message(type, wire.part(), depth + 1));
        };
    }

    private static String text(Wire wire) {
        return new String(wire.rest(), StandardCharsets.UTF_8);
    }
}
