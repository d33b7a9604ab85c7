package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the elements of a list can be told apart as its {@code x-kubernetes-list-type} says. */
record ListCheck(Faults faults) {

    private static final List<String> LIST_TYPES = List.of("atomic", "map", "set");
    private static final Set<String> SCALARS = Set.of("boolean", "integer", "number", "string");

    void check(JsonNode schema, FieldPath path) {
        String listType = Json.text(schema, "x-kubernetes-list-type");
        List<JsonNode> keys = Json.items(schema, "x-kubernetes-list-map-keys");
        FieldPath keysPath = path.child("x-kubernetes-list-map-keys");
        if (!listType.isEmpty() && !LIST_TYPES.contains(listType)) {
            faults.unsupported(path.child("x-kubernetes-list-type").toString(), listType, LIST_TYPES);
        }
        if (!listType.isEmpty() && !Json.text(schema, "type").equals("array")) {
            faults.invalid(
                    path.child("type").toString(),
                    Json.text(schema, "type"),
                    "must be array if x-kubernetes-list-type is specified");
        }
        if (!listType.equals("map")) {
            if (!keys.isEmpty()) {
                faults.forbidden(keysPath.toString(), "must be empty if x-kubernetes-list-type is not map");
            }
        } else if (keys.isEmpty()) {
            faults.required(keysPath.toString(), "must not be empty if x-kubernetes-list-type is map");
        } else {
            map(schema, keys, keysPath, path.child("items"));
        }
        if (listType.equals("set")) {
            set(Json.at(schema, "items"), path.child("items"));
        }
    }

    private void set(JsonNode items, FieldPath path) {
        if (Json.at(items, "nullable").asBoolean()) {
            faults.forbidden(
                    path.child("nullable").toString(), "cannot be nullable when x-kubernetes-list-type is \"set\"");
        }
        boolean atomic = switch (Json.text(items, "type")) {
            case "object" -> Json.text(items, "x-kubernetes-map-type").equals("atomic");
            case "array" -> !Set.of("set", "map").contains(Json.text(items, "x-kubernetes-list-type"));
            default -> true;
        };
        if (!atomic) {
            faults.invalid(
                    path.child("x-kubernetes-map-type").toString(),
                    Json.text(items, "x-kubernetes-map-type"),
                    "must be atomic as item of a list with x-kubernetes-list-type=set");
        }
    }

    private void map(JsonNode schema, List<JsonNode> keys, FieldPath path, FieldPath items) {
        JsonNode element = Json.at(schema, "items");
        if (!Json.text(element, "type").equals("object")) {
            faults.invalid(
                    items.child("type").toString(),
                    Json.text(element, "type"),
                    "must be object if parent array's x-kubernetes-list-type is map");
            return;
        }
        Set<String> required = new HashSet<>();
        Json.items(element, "required").forEach(name -> required.add(name.asText()));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i).asText();
            JsonNode field = Json.at(element, "properties", key);
            String place = path.element(i).toString();
            if (!seen.add(key)) {
                faults.duplicate(place, key);
            } else if (!field.isObject()) {
                faults.invalid(place, key, "must be defined as a property of the items of the list");
            } else if (!SCALARS.contains(Json.text(field, "type"))
                    && !Json.at(field, "x-kubernetes-int-or-string").asBoolean()) {
                faults.invalid(
                        items.child("properties").child(key).child("type").toString(),
                        Json.text(field, "type"),
                        "must be a scalar type if parent array's x-kubernetes-list-type is map");
            } else if (!required.contains(key) && !field.has("default")) {
                faults.required(
                        items.child("properties").child(key).child("default").toString(),
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required"
                                + " property");
            }
        }
    }
}
