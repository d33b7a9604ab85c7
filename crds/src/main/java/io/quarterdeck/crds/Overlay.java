package io.quarterdeck.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** Lays hand-written words over generated schemas. A word about a field that does not exist is an error. */
final class Overlay {

    private static final String OWN = "x-quarterdeck-own";
    private static final Set<String> NESTED = Set.of("properties", "items", "additionalProperties", OWN);

    private final Map<String, ObjectNode> schemas;

    Overlay(Map<String, ObjectNode> schemas) {
        this.schemas = schemas;
    }

    /** Changes the definition called {@code model}. */
    void apply(String model, JsonNode words) {
        ObjectNode schema = schemas.get(model);
        if (schema == null) {
            throw new IllegalArgumentException("no kind uses a model called " + model);
        }
        lay(schema, words, model, model);
    }

    /**
     * @param place where we are, for an error's text
     * @param owner the model that a part of its own is named after
     */
    private void lay(ObjectNode schema, JsonNode words, String place, String owner) {
        for (Map.Entry<String, JsonNode> word : words.properties()) {
            if (!NESTED.contains(word.getKey())) {
                JsonNode known = schema.replace(word.getKey(), word.getValue());
                if (known != null && !known.equals(word.getValue())) {
                    throw new IllegalArgumentException(place + " already has another " + word.getKey());
                }
            }
        }
        ObjectNode below = nested(schema, words, place, owner);
        for (Map.Entry<String, JsonNode> property : words.path("properties").properties()) {
            lay(
                    part(below.path("properties"), property.getKey(), place),
                    property.getValue(),
                    place + "." + property.getKey(),
                    owner);
        }
        for (String single : Set.of("items", "additionalProperties")) {
            if (words.has(single)) {
                lay(part(below, single, place), words.get(single), place + "[]", owner);
            }
        }
    }

    /** The schema that holds the fields: behind a reference, the definition, or a copy of it for this owner alone. */
    private ObjectNode nested(ObjectNode schema, JsonNode words, String place, String owner) {
        JsonNode reference = schema.get("$ref");
        boolean goesOn = words.has("properties") || words.has("items") || words.has("additionalProperties");
        if (reference == null || !goesOn) {
            return schema;
        }
        String model = reference.asText();
        ObjectNode definition = schemas.get(model);
        if (definition == null) {
            throw new IllegalStateException(place + " refers to an unknown " + model);
        }
        if (!words.path(OWN).asBoolean()) {
            return definition;
        }
        String own = model + "#" + owner.substring(owner.lastIndexOf('.') + 1);
        schema.put("$ref", own);
        return schemas.computeIfAbsent(own, _ -> definition.deepCopy());
    }

    private static ObjectNode part(JsonNode parent, String name, String place) {
        if (parent.get(name) instanceof ObjectNode part) {
            return part;
        }
        throw new IllegalArgumentException(place + " has no " + name);
    }
}
