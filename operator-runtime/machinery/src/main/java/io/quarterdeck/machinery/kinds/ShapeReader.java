package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes shapes of JSON, sharing equal leaves. For one thread and one set of definitions; then thrown away. */
final class ShapeReader {

    private static final String REFERENCE = "$ref";

    private final JsonNode definitions;
    private final boolean builtIn;
    private final Map<String, Shape> named = new HashMap<>();
    private final Map<JsonNode, Shape> leaves = new HashMap<>();

    private ShapeReader(JsonNode definitions, boolean builtIn) {
        this.definitions = definitions;
        this.builtIn = builtIn;
    }

    /** For our own documents: schemas that refer to definitions by name. */
    static ShapeReader builtIn(JsonNode definitions) {
        return new ShapeReader(definitions, true);
    }

    /** For a user's schema, which refers to nothing. */
    static ShapeReader custom() {
        return new ShapeReader(Json.object(), false);
    }

    /** The shape of a definition. */
    Shape named(String model) {
        Shape known = named.get(model);
        if (known != null) {
            return known;
        }
        JsonNode json = definitions.get(model);
        if (json == null) {
            throw new IllegalArgumentException("no definition is called " + model);
        }
        // Registered before its fields are read: a definition may contain itself.
        Map<String, Schema> properties = new LinkedHashMap<>();
        String published = model.indexOf('#') < 0 ? model : model.substring(0, model.indexOf('#'));
        Shape shape = new Shape(
                json,
                new Shape.Parts(
                        published,
                        builtIn,
                        Collections.unmodifiableMap(properties),
                        additional(json),
                        items(json),
                        Shape.Combinations.NONE,
                        new byte[0]));
        named.put(model, shape);
        fill(properties, json);
        return shape;
    }

    /** The shape of any schema. */
    Shape read(JsonNode json) {
        JsonNode reference = json.get(REFERENCE);
        if (reference != null) {
            return refer(json, named(reference.asText()));
        }
        boolean leaf = !json.has("properties");
        Shape shared = leaf ? leaves.get(json) : null;
        if (shared != null) {
            return shared;
        }
        Map<String, Schema> properties = new LinkedHashMap<>();
        fill(properties, json);
        Shape shape = withProperties(json, properties, new byte[0]);
        if (leaf) {
            leaves.put(json, shape);
        }
        return shape;
    }

    /** A user's kind: its schema with the fields that every object has, and its text for the documents. */
    Shape root(ObjectNode json, Schema metadata, byte[] source) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        Shape text = read(Json.object().put("type", "string"));
        properties.put("apiVersion", text);
        properties.put("kind", text);
        fill(properties, json);
        properties.put("metadata", metadata);
        return withProperties(json, properties, source);
    }

    private Shape withProperties(JsonNode json, Map<String, Schema> properties, byte[] source) {
        return new Shape(
                json,
                new Shape.Parts(
                        "",
                        builtIn,
                        properties.isEmpty() ? Map.of() : Collections.unmodifiableMap(properties),
                        additional(json),
                        items(json),
                        combinations(json),
                        source));
    }

    /** A reference may say more than its definition (a default, say): then it is the definition with that added. */
    private Shape refer(JsonNode json, Shape definition) {
        if (json.size() == 1) {
            return definition;
        }
        Shape shared = leaves.get(json);
        if (shared != null) {
            return shared;
        }
        ObjectNode merged = definitions.get(Json.text(json, REFERENCE)).deepCopy();
        json.properties().forEach(entry -> merged.set(entry.getKey(), entry.getValue()));
        Shape shape = new Shape(
                merged,
                new Shape.Parts(
                        definition.model(),
                        builtIn,
                        definition.properties(),
                        definition.additionalProperties(),
                        definition.items(),
                        definition.combinations(),
                        new byte[0]));
        leaves.put(json, shape);
        return shape;
    }

    private void fill(Map<String, Schema> properties, JsonNode json) {
        Json.at(json, "properties")
                .properties()
                .forEach(entry -> properties.put(entry.getKey().intern(), read(entry.getValue())));
    }

    private @Nullable Shape additional(JsonNode json) {
        JsonNode additional = json.get("additionalProperties");
        if (additional == null || (additional.isBoolean() && !additional.asBoolean())) {
            return null;
        }
        return additional.isBoolean()
                ? read(Json.object().put("x-kubernetes-preserve-unknown-fields", true))
                : read(additional);
    }

    private @Nullable Shape items(JsonNode json) {
        JsonNode items = json.get("items");
        return items == null ? null : read(items);
    }

    private Shape.Combinations combinations(JsonNode json) {
        JsonNode not = json.get("not");
        if (not == null && !json.has("allOf") && !json.has("anyOf") && !json.has("oneOf")) {
            return Shape.Combinations.NONE;
        }
        return new Shape.Combinations(
                all(json, "allOf"), all(json, "anyOf"), all(json, "oneOf"), not == null ? null : read(not));
    }

    private List<Shape> all(JsonNode json, String field) {
        List<Shape> shapes = new ArrayList<>();
        Json.items(json, field).forEach(item -> shapes.add(read(item)));
        return List.copyOf(shapes);
    }
}
