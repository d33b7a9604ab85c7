package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Quantity;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Whether a JSON value can be a value of a built-in kind at all: types and the formats that are read with them. */
final class Decoding {

    private Decoding() {}

    /** The first value that cannot be read, in document order. */
    static Optional<String> fault(Shape shape, JsonNode value, FieldPath path) {
        if (value.isNull()) {
            return Optional.empty();
        }
        if (shape.intOrString()) {
            return value.isTextual() || isInt(value) ? Optional.empty() : wrongType(value, path, "int32 or string");
        }
        return switch (shape.type()) {
            case "object" -> object(shape, value, path);
            case "array" -> array(shape, value, path);
            case "string" -> string(shape, value, path);
            case "boolean" -> value.isBoolean() ? Optional.empty() : wrongType(value, path, "bool");
            case "integer" -> integer(shape, value, path);
            case "number" -> value.isNumber() ? Optional.empty() : wrongType(value, path, "float64");
            default -> Optional.empty();
        };
    }

    private static Optional<String> object(Shape shape, JsonNode value, FieldPath path) {
        if (!value.isObject()) {
            return wrongType(value, path, shape.properties().isEmpty() ? "map" : "object");
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            Shape below = shape.field(field.getKey());
            if (below != null) {
                Optional<String> fault = fault(below, field.getValue(), path.child(field.getKey()));
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> array(Shape shape, JsonNode value, FieldPath path) {
        if (!value.isArray()) {
            return wrongType(value, path, "list");
        }
        Shape element = shape.element();
        for (int i = 0; element != null && i < value.size(); i++) {
            Optional<String> fault = fault(element, value.get(i), path.element(i));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> string(Shape shape, JsonNode value, FieldPath path) {
        boolean quantity = shape.format().equals("quantity");
        if (quantity && value.isNumber()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            return wrongType(value, path, "string");
        }
        String text = value.textValue();
        return switch (shape.format()) {
            case "quantity" ->
                Quantity.isQuantity(text)
                        ? Optional.empty()
                        : Optional.of("unable to read field " + path
                                + ": quantities must match the regular expression"
                                + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
            case "date-time" ->
                isTime(text)
                        ? Optional.empty()
                        : Optional.of("parsing time \"" + text + "\" in field " + path
                                + ": it is no RFC 3339 time such as 2006-01-02T15:04:05Z");
            case "byte" -> isBase64(text) ? Optional.empty() : Optional.of("illegal base64 data in field " + path);
            default -> Optional.empty();
        };
    }

    private static Optional<String> integer(Shape shape, JsonNode value, FieldPath path) {
        boolean small = shape.format().equals("int32");
        String type = small ? "int32" : "int64";
        if (!value.isNumber()) {
            return wrongType(value, path, type);
        }
        boolean fits = small ? isInt(value) : value.isIntegralNumber() && value.canConvertToLong();
        return fits
                ? Optional.empty()
                : Optional.of(
                        "json: cannot unmarshal number " + value.asText() + " into field " + path + " of type " + type);
    }

    private static boolean isInt(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt();
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getMimeDecoder().decode(text);
            return text.chars().allMatch(c -> c == '\n' || c == '\r' || isBase64Character(c));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isBase64Character(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '/'
                || c == '=';
    }

    private static Optional<String> wrongType(JsonNode value, FieldPath path, String type) {
        return Optional.of("json: cannot unmarshal " + goName(value) + " into field " + path + " of type " + type);
    }

    private static String goName(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            case ARRAY -> "array";
            default -> "object";
        };
    }
}
