package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/** Whether a user's definition can be served: its names, its versions, and that each schema is structural. */
final class DefinitionCheck {

    private static final Set<String> TYPES = Set.of("object", "array", "string", "integer", "number", "boolean");
    private static final List<String> FORBIDDEN =
            List.of("$ref", "definitions", "dependencies", "patternProperties", "additionalItems", "id");

    private final List<Status.Cause> causes = new ArrayList<>();

    List<Status.Cause> check(ObjectNode definition) {
        JsonNode spec = Json.at(definition, "spec");
        FieldPath path = FieldPath.ROOT.child("spec");
        names(definition, spec, path);
        List<JsonNode> versions = Json.items(spec, "versions");
        Set<String> seen = new HashSet<>();
        int stored = 0;
        for (int i = 0; i < versions.size(); i++) {
            FieldPath place = path.child("versions").element(i);
            String name = Json.text(versions.get(i), "name");
            String fault = Names.label1035Fault(name);
            if (!fault.isEmpty()) {
                invalid(place.child("name"), name, fault);
            } else if (!seen.add(name)) {
                add(place.child("name"), "FieldValueDuplicate", "Duplicate value: \"" + name + "\"");
            }
            stored += Json.at(versions.get(i), "storage").asBoolean() ? 1 : 0;
            schema(versions.get(i), place);
        }
        if (stored != 1) {
            String message = "must have exactly one version marked as storage version";
            add(
                    path.child("versions"),
                    "FieldValueInvalid",
                    "Invalid value: " + Json.at(spec, "versions") + ": " + message);
        }
        return List.copyOf(causes);
    }

    private void names(ObjectNode definition, JsonNode spec, FieldPath path) {
        String group = Json.text(spec, "group");
        String plural = Json.text(spec, "names", "plural");
        String kind = Json.text(spec, "names", "kind");
        String scope = Json.text(spec, "scope");
        required(path.child("group"), group);
        required(path.child("scope"), scope);
        required(path.child("names").child("plural"), plural);
        required(path.child("names").child("kind"), kind);
        if (!group.isEmpty()
                && (group.indexOf('.') < 0 || !Names.subdomainFault(group).isEmpty())) {
            invalid(path.child("group"), group, "should be a domain with at least one dot");
        }
        if (!plural.isEmpty() && !Names.label1035Fault(plural).isEmpty()) {
            invalid(path.child("names").child("plural"), plural, Names.label1035Fault(plural));
        }
        if (!scope.isEmpty() && !scope.equals("Cluster") && !scope.equals("Namespaced")) {
            String message = "Unsupported value: \"" + scope + "\": supported values: \"Cluster\", \"Namespaced\"";
            add(path.child("scope"), "FieldValueNotSupported", message);
        }
        String name = Json.text(definition, "metadata", "name");
        String wanted = plural + "." + group;
        if (!plural.isEmpty() && !group.isEmpty() && !name.equals(wanted)) {
            invalid(FieldPath.ROOT.child("metadata").child("name"), name, "must be spec.names.plural+\".\"+spec.group");
        }
    }

    private void schema(JsonNode version, FieldPath path) {
        JsonNode schema = Json.at(version, "schema", "openAPIV3Schema");
        FieldPath place = path.child("schema").child("openAPIV3Schema");
        if (!schema.isObject()) {
            add(place, "FieldValueRequired", "Required value: schemas are required");
            return;
        }
        if (!Json.text(schema, "type").equals("object")) {
            add(
                    place.child("type"),
                    "FieldValueInvalid",
                    "Invalid value: \"" + Json.text(schema, "type") + "\": must be object at the root");
            return;
        }
        structural(schema, place);
    }

    /** Every value that has a place in the object has a type, so that one can prune and default without guessing. */
    private void structural(JsonNode schema, FieldPath path) {
        boolean typed = !Json.text(schema, "type").isEmpty();
        boolean open = Json.at(schema, "x-kubernetes-preserve-unknown-fields").asBoolean()
                || Json.at(schema, "x-kubernetes-int-or-string").asBoolean();
        if (!typed && !open) {
            add(
                    path.child("type"),
                    "FieldValueRequired",
                    "Required value: must not be empty for specified object fields");
        }
        if (typed && !TYPES.contains(Json.text(schema, "type"))) {
            add(
                    path.child("type"),
                    "FieldValueNotSupported",
                    "Unsupported value: \"" + Json.text(schema, "type")
                            + "\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"");
        }
        for (String field : FORBIDDEN) {
            if (schema.has(field)) {
                add(path.child(field), "FieldValueForbidden", "Forbidden: " + field + " is not supported");
            }
        }
        limits(schema, path);
        lists(schema, path);
        for (Map.Entry<String, JsonNode> property :
                Json.at(schema, "properties").properties()) {
            structural(property.getValue(), path.child("properties").child(property.getKey()));
        }
        JsonNode additional = Json.at(schema, "additionalProperties");
        if (additional.isObject()) {
            if (schema.path("properties").size() > 0) {
                add(
                        path.child("additionalProperties"),
                        "FieldValueForbidden",
                        "Forbidden: additionalProperties and properties are mutual exclusive");
            }
            structural(additional, path.child("additionalProperties"));
        }
        if (Json.at(schema, "items").isObject()) {
            structural(schema.get("items"), path.child("items"));
        } else if (Json.text(schema, "type").equals("array")) {
            add(path.child("items"), "FieldValueRequired", "Required value: must be specified");
        }
    }

    private void limits(JsonNode schema, FieldPath path) {
        try {
            Limits.read(schema, false);
        } catch (PatternSyntaxException e) {
            invalid(
                    path.child("pattern"),
                    Json.text(schema, "pattern"),
                    "must be a valid regular expression, but isn't: " + e.getDescription());
        }
    }

    private void lists(JsonNode schema, FieldPath path) {
        String listType = Json.text(schema, "x-kubernetes-list-type");
        boolean known = Set.of("", "atomic", "set", "map").contains(listType);
        if (!known) {
            add(
                    path.child("x-kubernetes-list-type"),
                    "FieldValueNotSupported",
                    "Unsupported value: \"" + listType + "\": supported values: \"atomic\", \"map\", \"set\"");
        }
        if (listType.equals("map")
                && Json.items(schema, "x-kubernetes-list-map-keys").isEmpty()) {
            add(
                    path.child("x-kubernetes-list-map-keys"),
                    "FieldValueRequired",
                    "Required value: must not be empty if x-kubernetes-list-type is map");
        }
    }

    private void required(FieldPath path, String value) {
        if (value.isEmpty()) {
            add(path, "FieldValueRequired", "Required value");
        }
    }

    private void invalid(FieldPath path, String value, String message) {
        add(path, "FieldValueInvalid", "Invalid value: " + Json.object().textNode(value) + ": " + message);
    }

    private void add(FieldPath path, String reason, String message) {
        causes.add(new Status.Cause(reason, message, path.toString()));
    }
}
