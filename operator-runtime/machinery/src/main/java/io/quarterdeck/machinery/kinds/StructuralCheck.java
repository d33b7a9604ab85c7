package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.PatternSyntaxException;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a schema is structural: every value that has a place in the object has a type, so that one can prune and default without guessing. */
record StructuralCheck(Faults faults) {

    private static final List<String> TYPES = List.of("array", "boolean", "integer", "number", "object", "string");
    private static final List<String> FORBIDDEN =
            List.of("$ref", "definitions", "dependencies", "patternProperties", "additionalItems", "id");

    /** What a junction cannot say, for it is only asked whether a value fits. */
    private static final List<String> OUTSIDE_ONLY = List.of(
            "type",
            "default",
            "additionalProperties",
            "nullable",
            "title",
            "description",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string",
            "x-kubernetes-list-type",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-map-type",
            "x-kubernetes-validations");

    void root(JsonNode schema, FieldPath path) {
        JsonNode metadata = Json.at(schema, "properties", "metadata");
        if (metadata.isObject()) {
            metadata(metadata, path.child("properties").child("metadata"));
        }
        value(schema, path);
    }

    /** Of the header a schema may restrict the name only: the rest is the server's. */
    private void metadata(JsonNode metadata, FieldPath path) {
        Json.at(metadata, "properties").fieldNames().forEachRemaining(field -> {
            if (!field.equals("name") && !field.equals("generateName")) {
                faults.forbidden(
                        path.child("properties").toString(),
                        "must not specify anything other than name and generateName, but metadata is implicitly"
                                + " specified");
            }
        });
    }

    private void value(JsonNode schema, FieldPath path) {
        String type = Json.text(schema, "type");
        boolean intOrString = Json.at(schema, "x-kubernetes-int-or-string").asBoolean();
        boolean open = intOrString
                || Json.at(schema, "x-kubernetes-preserve-unknown-fields").asBoolean();
        if (type.isEmpty() && !open) {
            faults.required(path.child("type").toString(), "must not be empty for specified object fields");
        }
        if (!type.isEmpty() && !TYPES.contains(type)) {
            faults.unsupported(path.child("type").toString(), type, TYPES);
        }
        if (!type.isEmpty() && intOrString) {
            faults.invalid(path.child("type").toString(), type, "must be empty if x-kubernetes-int-or-string is true");
        }
        words(schema, path);
        new ListCheck(faults).check(schema, path);
        below(schema, path);
        junctions(schema, path, intOrString);
        if (schema.has("default")) {
            defaults(schema, path.child("default"));
        }
    }

    private void words(JsonNode schema, FieldPath path) {
        for (String field : FORBIDDEN) {
            if (schema.has(field)) {
                faults.forbidden(path.child(field).toString(), field + " is not supported");
            }
        }
        if (Json.at(schema, "uniqueItems").asBoolean()) {
            faults.forbidden(
                    path.child("uniqueItems").toString(),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }
        if (schema.path("x-kubernetes-preserve-unknown-fields").isBoolean()
                && !schema.get("x-kubernetes-preserve-unknown-fields").booleanValue()) {
            faults.invalid(
                    path.child("x-kubernetes-preserve-unknown-fields").toString(),
                    schema.get("x-kubernetes-preserve-unknown-fields"),
                    "must be true or undefined");
        }
        if (Json.at(schema, "x-kubernetes-embedded-resource").asBoolean()) {
            embedded(schema, path);
        }
        String mapType = Json.text(schema, "x-kubernetes-map-type");
        if (!Set.of("", "atomic", "granular").contains(mapType)) {
            faults.unsupported(path.child("x-kubernetes-map-type").toString(), mapType, List.of("atomic", "granular"));
        } else if (!mapType.isEmpty() && !Json.text(schema, "type").equals("object")) {
            faults.invalid(
                    path.child("type").toString(),
                    Json.text(schema, "type"),
                    "must be object if x-kubernetes-map-type is specified");
        }
        pattern(schema, path);
    }

    private void embedded(JsonNode schema, FieldPath path) {
        if (!Json.text(schema, "type").equals("object")) {
            faults.invalid(
                    path.child("type").toString(),
                    Json.text(schema, "type"),
                    "must be object if x-kubernetes-embedded-resource is true");
        }
        boolean described = schema.path("properties").size() > 0
                || Json.at(schema, "x-kubernetes-preserve-unknown-fields").asBoolean();
        if (!described) {
            faults.required(
                    path.child("properties").toString(),
                    "must not be empty if x-kubernetes-embedded-resource is true without"
                            + " x-kubernetes-preserve-unknown-fields");
        }
    }

    private void pattern(JsonNode schema, FieldPath path) {
        try {
            Limits.read(schema, false);
        } catch (PatternSyntaxException e) {
            faults.invalid(
                    path.child("pattern").toString(),
                    Json.text(schema, "pattern"),
                    "must be a valid regular expression, but isn't: " + e.getDescription());
        }
    }

    private void below(JsonNode schema, FieldPath path) {
        for (Map.Entry<String, JsonNode> property :
                Json.at(schema, "properties").properties()) {
            value(property.getValue(), path.child("properties").child(property.getKey()));
        }
        JsonNode additional = Json.at(schema, "additionalProperties");
        FieldPath place = path.child("additionalProperties");
        if (additional.isBoolean() && !additional.booleanValue()) {
            faults.forbidden(place.toString(), "additionalProperties cannot be set to false");
        }
        if (!additional.isMissingNode() && schema.path("properties").size() > 0) {
            faults.forbidden(place.toString(), "additionalProperties and properties are mutual exclusive");
        }
        if (additional.isObject()) {
            value(additional, place);
        }
        if (Json.at(schema, "items").isObject()) {
            value(schema.get("items"), path.child("items"));
        } else if (Json.at(schema, "items").isArray()) {
            faults.forbidden(path.child("items").toString(), "items must be a schema object and not an array");
        } else if (Json.text(schema, "type").equals("array")) {
            faults.required(path.child("items").toString(), "must be specified");
        }
    }

    private void junctions(JsonNode schema, FieldPath path, boolean intOrString) {
        for (String word : List.of("allOf", "anyOf", "oneOf")) {
            List<JsonNode> schemas = Json.items(schema, word);
            for (int i = 0; i < schemas.size(); i++) {
                FieldPath place = path.child(word).element(i);
                // The one type that a junction may name: the two of which an int-or-string is either.
                boolean either = intOrString
                        && schemas.get(i).size() == 1
                        && schemas.get(i).has("type");
                if (!either) {
                    junction(schemas.get(i), schema, place, path, intOrString);
                }
            }
        }
        if (Json.at(schema, "not").isObject()) {
            junction(schema.get("not"), schema, path.child("not"), path, intOrString);
        }
    }

    private void junction(JsonNode part, JsonNode outside, FieldPath path, FieldPath outer, boolean intOrString) {
        for (String word : OUTSIDE_ONLY) {
            if (part.has(word)) {
                faults.forbidden(path.child(word).toString(), "must be empty to be structural");
            }
        }
        pattern(part, path);
        boolean open = outside.has("additionalProperties");
        for (Map.Entry<String, JsonNode> property : Json.at(part, "properties").properties()) {
            FieldPath place = path.child("properties").child(property.getKey());
            JsonNode declared = Json.at(outside, "properties", property.getKey());
            JsonNode known = declared.isMissingNode() && open ? Json.at(outside, "additionalProperties") : declared;
            FieldPath outerPlace = outer.child("properties").child(property.getKey());
            if (known.isMissingNode()) {
                faults.required(outerPlace.toString(), "because it is defined in " + place);
            } else {
                junction(property.getValue(), known, place, outerPlace, false);
            }
        }
        if (Json.at(part, "items").isObject()) {
            JsonNode known = Json.at(outside, "items");
            if (known.isMissingNode()) {
                faults.required(outer.child("items").toString(), "because it is defined in " + path.child("items"));
            } else {
                junction(part.get("items"), known, path.child("items"), outer.child("items"), false);
            }
        }
        for (String word : List.of("allOf", "anyOf", "oneOf")) {
            List<JsonNode> schemas = Json.items(part, word);
            for (int i = 0; i < schemas.size(); i++) {
                boolean either = intOrString
                        && schemas.get(i).size() == 1
                        && schemas.get(i).has("type");
                if (!either) {
                    junction(schemas.get(i), outside, path.child(word).element(i), outer, intOrString);
                }
            }
        }
        if (Json.at(part, "not").isObject()) {
            junction(part.get("not"), outside, path.child("not"), outer, intOrString);
        }
    }

    /** A default must itself be what the schema asks for, with nothing that would be pruned. */
    private void defaults(JsonNode schema, FieldPath path) {
        JsonNode value = schema.get("default");
        if (!faults.isEmpty()) {
            return;
        }
        ObjectNode wrapper = Json.object().put("type", "object");
        Json.ensureObject(wrapper, "properties").set("default", schema);
        Shape shape = ShapeReader.custom().read(wrapper);
        ObjectNode object = Json.object();
        object.set("default", value.deepCopy());
        List<String> unknown = UnknownFields.find(shape, object);
        if (!unknown.isEmpty()) {
            faults.invalid(path.toString(), value, "must not have unknown fields");
        }
        for (Status.Cause cause : SchemaValidator.validate(shape, object)) {
            String field = cause.field().substring("default".length());
            faults.add(new Status.Cause(cause.reason(), cause.message(), path + field));
        }
    }
}
