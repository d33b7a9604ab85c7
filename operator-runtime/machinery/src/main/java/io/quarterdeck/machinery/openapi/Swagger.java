package io.quarterdeck.machinery.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.Map;

/** Rewrites an OpenAPI v3 document as Swagger 2.0, for clients that know only that. */
final class Swagger {

    private static final String V2 = "#/definitions/";

    private Swagger() {}

    static ObjectNode of(ObjectNode v3) {
        ObjectNode document = Json.object().put("swagger", "2.0");
        document.set("info", Json.at(v3, "info"));
        ObjectNode paths = document.putObject("paths");
        Json.at(v3, "paths").properties().forEach(path -> paths.set(path.getKey(), path(path.getValue())));
        ObjectNode definitions = document.putObject("definitions");
        Json.at(v3, "components", "schemas")
                .properties()
                .forEach(schema -> definitions.set(schema.getKey(), definition(schema.getValue())));
        document.set("securityDefinitions", Json.at(v3, "components", "securitySchemes"));
        return document;
    }

    /** A kind that takes anything is published as an object of no known fields: version 2 has no words for the rest. */
    private static ObjectNode definition(JsonNode v3) {
        boolean open = v3.has(SchemaWriter.GROUP_VERSION_KIND)
                && Json.at(v3, "x-kubernetes-preserve-unknown-fields").asBoolean();
        if (!open) {
            return schema(v3);
        }
        ObjectNode definition = Json.object().put("type", "object");
        definition.set(SchemaWriter.GROUP_VERSION_KIND, v3.get(SchemaWriter.GROUP_VERSION_KIND));
        return definition;
    }

    private static ObjectNode path(JsonNode v3) {
        ObjectNode path = Json.object();
        for (Map.Entry<String, JsonNode> entry : v3.properties()) {
            path.set(
                    entry.getKey(),
                    entry.getValue().isArray() ? parameters(entry.getValue()) : operation(entry.getValue()));
        }
        return path;
    }

    private static ObjectNode operation(JsonNode v3) {
        ObjectNode operation = Json.object();
        operation.setAll((ObjectNode) v3);
        operation.remove("requestBody");
        ArrayNode parameters = parameters(Json.at(v3, "parameters"));
        JsonNode content = Json.at(v3, "requestBody", "content");
        if (content.isObject()) {
            ArrayNode consumes = operation.putArray("consumes");
            content.fieldNames().forEachRemaining(consumes::add);
            ObjectNode body = parameters.insertObject(0).put("name", "body").put("in", "body");
            body.put("required", Json.at(v3, "requestBody", "required").asBoolean());
            body.set("schema", schema(first(content)));
        }
        operation.set("parameters", parameters);
        ArrayNode produces = operation.putArray("produces");
        ObjectNode responses = operation.putObject("responses");
        for (Map.Entry<String, JsonNode> response : Json.at(v3, "responses").properties()) {
            ObjectNode written = responses.putObject(response.getKey());
            written.put("description", Json.text(response.getValue(), "description"));
            JsonNode answer = Json.at(response.getValue(), "content");
            if (answer.isObject()) {
                answer.fieldNames().forEachRemaining(produces::add);
                written.set("schema", schema(first(answer)));
            }
        }
        return operation;
    }

    private static JsonNode first(JsonNode content) {
        return Json.at(content.elements().next(), "schema");
    }

    private static ArrayNode parameters(JsonNode v3) {
        ArrayNode parameters = Json.array();
        for (JsonNode parameter : v3) {
            ObjectNode written = parameters.addObject();
            written.put("name", Json.text(parameter, "name")).put("in", Json.text(parameter, "in"));
            written.put("type", Json.text(parameter, "schema", "type")).put("uniqueItems", true);
            if (Json.at(parameter, "required").asBoolean()) {
                written.put("required", true);
            }
        }
        return parameters;
    }

    /** Version 2 has references with siblings where version 3 has an allOf of one, and no alternatives. */
    private static ObjectNode schema(JsonNode v3) {
        ObjectNode schema = Json.object();
        for (Map.Entry<String, JsonNode> word : v3.properties()) {
            JsonNode value = word.getValue();
            switch (word.getKey()) {
                case "properties" -> {
                    ObjectNode properties = schema.putObject("properties");
                    value.properties().forEach(field -> properties.set(field.getKey(), schema(field.getValue())));
                }
                case "items", "additionalProperties" ->
                    schema.set(word.getKey(), value.isObject() ? schema(value) : value);
                case "allOf" -> {
                    if (value.size() == 1) {
                        schema.setAll(schema(value.get(0)));
                    }
                }
                case "$ref" -> schema.put("$ref", V2 + value.asText().substring(SchemaWriter.REFERENCE.length()));
                case "oneOf" -> schema.put("type", "string");
                case "anyOf", "not", "nullable" -> {}
                default -> schema.set(word.getKey(), value);
            }
        }
        return schema;
    }
}
