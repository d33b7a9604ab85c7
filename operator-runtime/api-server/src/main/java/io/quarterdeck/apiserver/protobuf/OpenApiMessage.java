package io.quarterdeck.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An OpenAPI 2.0 document in the protobuf form that discovery clients ask for: the message {@code openapi.v2.Document}, whose
 * field numbers are below. Pure.
 */
public final class OpenApiMessage {

    /** How clients ask for it. */
    public static final String ASKED = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    /** How it is called in an answer, where a name may have no {@code @}; clients may ask by this name too. */
    public static final String MEDIA_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private static final Value TEXT = (number, value, out) -> out.text(number, value.asText());
    private static final Value FLAG = (number, value, out) -> out.number(number, value.asBoolean() ? 1 : 0);
    private static final Value INTEGER = (number, value, out) -> out.number(number, value.asLong());
    private static final Value NUMBER = (number, value, out) -> {
        out.fixed64(Double.doubleToLongBits(value.asDouble()));
        out.doubleHead(number);
    };

    /** Any value at all, as YAML, which JSON is. */
    private static final Value ANY = wrapped(2, (number, value, out) -> out.text(number, value + "\n"));

    private static final Fields INFO =
            new Fields(7).with("title", 1, TEXT).with("version", 2, TEXT).with("description", 3, TEXT);

    private static final Fields SCHEMA = new Fields(31)
            .with("$ref", 1, TEXT)
            .with("format", 2, TEXT)
            .with("title", 3, TEXT)
            .with("description", 4, TEXT)
            .with("default", 5, ANY)
            .with("multipleOf", 6, NUMBER)
            .with("maximum", 7, NUMBER)
            .with("exclusiveMaximum", 8, FLAG)
            .with("minimum", 9, NUMBER)
            .with("exclusiveMinimum", 10, FLAG)
            .with("maxLength", 11, INTEGER)
            .with("minLength", 12, INTEGER)
            .with("pattern", 13, TEXT)
            .with("maxItems", 14, INTEGER)
            .with("minItems", 15, INTEGER)
            .with("uniqueItems", 16, FLAG)
            .with("maxProperties", 17, INTEGER)
            .with("minProperties", 18, INTEGER)
            .with("required", 19, each(TEXT))
            .with("enum", 20, each(ANY))
            .with("additionalProperties", 21, OpenApiMessage::additional)
            .with("type", 22, wrapped(1, TEXT))
            .with("items", 23, wrapped(1, OpenApiMessage::schema))
            .with("allOf", 24, each(OpenApiMessage::schema))
            .with("properties", 25, wrapped(1, named(OpenApiMessage::schema)))
            .with("example", 30, ANY);

    private static final Fields BODY = new Fields(6)
            .with("description", 1, TEXT)
            .with("name", 2, TEXT)
            .with("in", 3, TEXT)
            .with("required", 4, FLAG)
            .with("schema", 5, OpenApiMessage::schema);

    private static final Fields IN_PATH = new Fields(22)
            .with("required", 1, FLAG)
            .with("in", 2, TEXT)
            .with("description", 3, TEXT)
            .with("name", 4, TEXT)
            .with("type", 5, TEXT)
            .with("format", 6, TEXT)
            .with("uniqueItems", 19, FLAG);

    private static final Fields IN_QUERY = new Fields(23)
            .with("required", 1, FLAG)
            .with("in", 2, TEXT)
            .with("description", 3, TEXT)
            .with("name", 4, TEXT)
            .with("type", 6, TEXT)
            .with("format", 7, TEXT)
            .with("uniqueItems", 20, FLAG);

    private static final Fields RESPONSE =
            new Fields(5).with("description", 1, TEXT).with("schema", 2, wrapped(1, OpenApiMessage::schema));

    private static final Fields OPERATION = new Fields(13)
            .with("tags", 1, each(TEXT))
            .with("summary", 2, TEXT)
            .with("description", 3, TEXT)
            .with("operationId", 5, TEXT)
            .with("produces", 6, each(TEXT))
            .with("consumes", 7, each(TEXT))
            .with("parameters", 8, each(wrapped(1, OpenApiMessage::parameter)))
            .with("responses", 9, wrapped(1, named(wrapped(1, RESPONSE))))
            .with("schemes", 10, each(TEXT))
            .with("deprecated", 11, FLAG);

    private static final Fields PATH = new Fields(10)
            .with("get", 2, OPERATION)
            .with("put", 3, OPERATION)
            .with("post", 4, OPERATION)
            .with("delete", 5, OPERATION)
            .with("options", 6, OPERATION)
            .with("head", 7, OPERATION)
            .with("patch", 8, OPERATION)
            .with("parameters", 9, each(wrapped(1, OpenApiMessage::parameter)));

    private static final Fields API_KEY = new Fields(5)
            .with("type", 1, TEXT)
            .with("name", 2, TEXT)
            .with("in", 3, TEXT)
            .with("description", 4, TEXT);

    private static final Fields DOCUMENT = new Fields(16)
            .with("swagger", 1, TEXT)
            .with("info", 2, INFO)
            .with("paths", 8, wrapped(2, named(PATH)))
            .with("definitions", 9, wrapped(1, named(OpenApiMessage::schema)))
            .with("securityDefinitions", 13, wrapped(1, named(wrapped(2, API_KEY))));

    private OpenApiMessage() {}

    /** The message of a document in JSON. */
    public static byte[] of(byte[] json) {
        BackwardOutput out = new BackwardOutput();
        DOCUMENT.content(Json.parse(json), out);
        return out.toBytes();
    }

    /** Writes one value as the field of a number. */
    @FunctionalInterface
    private interface Value {
        void write(int number, JsonNode value, BackwardOutput out);
    }

    /** The fields of a message, by their names in JSON; all else that begins with {@code x-} is an extension. */
    private static final class Fields implements Value {

        private record Field(int number, Value value) {}

        private final int extensions;
        private final Map<String, Field> fields = new LinkedHashMap<>();

        Fields(int extensions) {
            this.extensions = extensions;
        }

        Fields with(String name, int number, Value value) {
            fields.put(name, new Field(number, value));
            return this;
        }

        @Override
        public void write(int number, JsonNode value, BackwardOutput out) {
            int before = out.length();
            content(value, out);
            out.partHead(number, before);
        }

        void content(JsonNode value, BackwardOutput out) {
            List<Map.Entry<String, JsonNode>> present = new ArrayList<>(value.properties());
            for (Map.Entry<String, JsonNode> entry : present.reversed()) {
                Field field = fields.get(entry.getKey());
                if (field != null) {
                    field.value.write(field.number, entry.getValue(), out);
                } else if (entry.getKey().startsWith("x-")) {
                    pair(extensions, entry, ANY, out);
                }
            }
        }
    }

    private static void schema(int number, JsonNode value, BackwardOutput out) {
        SCHEMA.write(number, value, out);
    }

    /** Either a schema, or whether there may be any. */
    private static void additional(int number, JsonNode value, BackwardOutput out) {
        (value.isBoolean() ? wrapped(2, FLAG) : wrapped(1, SCHEMA)).write(number, value, out);
    }

    /** A body, or one of the others, which differ by where they stand. */
    private static void parameter(int number, JsonNode value, BackwardOutput out) {
        Value written = switch (Json.text(value, "in")) {
            case "body" -> wrapped(1, BODY);
            case "header" -> wrapped(2, wrapped(1, IN_PATH));
            case "path" -> wrapped(2, wrapped(4, IN_PATH));
            default -> wrapped(2, wrapped(3, IN_QUERY));
        };
        written.write(number, value, out);
    }

    /** A message of one field. */
    private static Value wrapped(int inner, Value value) {
        return (number, node, out) -> {
            int before = out.length();
            value.write(inner, node, out);
            out.partHead(number, before);
        };
    }

    private static Value each(Value value) {
        return (number, list, out) -> {
            for (int i = list.size() - 1; i >= 0; i--) {
                value.write(number, list.get(i), out);
            }
        };
    }

    /** A map, as a list of pairs. */
    private static Value named(Value value) {
        return (number, map, out) -> {
            List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(map.properties());
            entries.reversed().forEach(entry -> pair(number, entry, value, out));
        };
    }

    private static void pair(int number, Map.Entry<String, JsonNode> entry, Value value, BackwardOutput out) {
        int before = out.length();
        value.write(2, entry.getValue(), out);
        out.text(1, entry.getKey());
        out.partHead(number, before);
    }
}
