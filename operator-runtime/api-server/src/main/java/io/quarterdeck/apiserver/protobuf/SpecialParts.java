package io.quarterdeck.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.quarterdeck.apiserver.protobuf.Shapes.Count;
import io.quarterdeck.apiserver.protobuf.Shapes.Field;
import io.quarterdeck.model.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** The way back of {@link SpecialMessages}: messages that JSON does not write as an object of their fields. Pure. */
final class SpecialParts {

    private static final String META = MessageNames.META;
    private static final String EXTENSIONS = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";
    private static final String SCHEMA = EXTENSIONS + "JSONSchemaProps";

    private SpecialParts() {}

    /** A field of a message that holds one thing or another. */
    record Choice(int number, Field field, JsonNode value) {}

    /** Writes a message that is a single value in JSON; false if this is none. */
    static boolean write(String message, JsonNode value, BackwardOutput out) {
        switch (message) {
            case META + "Time" -> time(value, false, out);
            case META + "MicroTime" -> time(value, true, out);
            case "k8s.io.apimachinery.pkg.api.resource.Quantity" -> out.text(1, value.asText());
            case "k8s.io.apimachinery.pkg.util.intstr.IntOrString" -> {
                if (value.isTextual()) {
                    out.text(3, value.asText());
                    out.number(1, 1);
                } else {
                    out.number(2, value.asLong());
                    out.number(1, 0);
                }
            }
            case META + "FieldsV1", "k8s.io.apimachinery.pkg.runtime.RawExtension", EXTENSIONS + "JSON" ->
                out.bytes(1, Json.encode(value));
            case META + "Verbs",
                    "k8s.io.api.authentication.v1.ExtraValue",
                    "k8s.io.api.authorization.v1.ExtraValue",
                    "k8s.io.api.certificates.v1.ExtraValue" -> {
                for (int i = value.size() - 1; i >= 0; i--) {
                    out.text(1, value.get(i).asText());
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The fields of a message that is one of several things in JSON; none if this is no such message. */
    static List<Choice> choices(String message, JsonNode value) {
        return switch (message) {
            case EXTENSIONS + "JSONSchemaPropsOrArray" ->
                value.isArray()
                        ? List.of(new Choice(2, new Field("jSONSchemas", Count.LIST, SCHEMA), value))
                        : List.of(schema(1, value));
            case EXTENSIONS + "JSONSchemaPropsOrStringArray" ->
                value.isArray()
                        ? List.of(new Choice(2, new Field("property", Count.LIST, "string"), value))
                        : List.of(schema(1, value));
            case EXTENSIONS + "JSONSchemaPropsOrBool" ->
                value.isBoolean() ? List.of(allowed(value)) : List.of(allowed(BooleanNode.TRUE), schema(2, value));
            default -> List.of();
        };
    }

    private static Choice allowed(JsonNode value) {
        return new Choice(1, new Field("allows", Count.ONE, "bool"), value);
    }

    private static Choice schema(int number, JsonNode value) {
        return new Choice(number, new Field("schema", Count.ONE, SCHEMA), value);
    }

    private static void time(JsonNode value, boolean exact, BackwardOutput out) {
        try {
            Instant time = OffsetDateTime.parse(value.asText()).toInstant();
            out.number(2, exact ? time.getNano() : 0);
            out.number(1, time.getEpochSecond());
        } catch (DateTimeException e) {
            // What is no time was never stored, and reads as the zero time.
            out.number(2, 0);
        }
    }
}
