package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether one version of a definition can be served: its schema, columns, selectable fields and subresources. */
record VersionCheck(Faults faults) {

    private static final Set<String> COLUMN_TYPES = Set.of("boolean", "date", "integer", "number", "string");
    private static final Set<String> COLUMN_FORMATS =
            Set.of("", "int32", "int64", "float", "double", "byte", "date", "date-time", "password");
    private static final Set<String> SELECTABLE_TYPES = Set.of("boolean", "integer", "string");

    /** Each costs memory with every object: upstream's limit. */
    private static final int SELECTABLE_MAX = 8;

    private static final Pattern PLAIN_PATH = Pattern.compile("(\\.[A-Za-z_][A-Za-z0-9_-]*)+");

    void check(JsonNode version, FieldPath path) {
        schema(version, path.child("schema").child("openAPIV3Schema"));
        List<JsonNode> columns = Json.items(version, "additionalPrinterColumns");
        for (int i = 0; i < columns.size(); i++) {
            column(columns.get(i), path.child("additionalPrinterColumns").element(i));
        }
        selectable(version, path.child("selectableFields"));
        JsonNode scale = Json.at(version, "subresources", "scale");
        if (scale.isObject()) {
            scale(scale, path.child("subresources").child("scale"));
        }
    }

    private void schema(JsonNode version, FieldPath path) {
        JsonNode schema = Json.at(version, "schema", "openAPIV3Schema");
        if (!schema.isObject()) {
            faults.required(path.toString(), "schemas are required");
            return;
        }
        if (!Json.text(schema, "type").equals("object")) {
            faults.invalid(path.child("type").toString(), Json.text(schema, "type"), "must be object at the root");
            return;
        }
        if (Json.at(schema, "nullable").asBoolean()) {
            faults.forbidden(path.child("nullable").toString(), "nullable cannot be true at the root");
        }
        new StructuralCheck(faults).root(schema, path);
    }

    private void column(JsonNode column, FieldPath path) {
        String type = Json.text(column, "type");
        if (Json.text(column, "name").isEmpty()) {
            faults.required(path.child("name").toString(), "");
        }
        if (type.isEmpty()) {
            faults.required(path.child("type").toString(), "must be one of " + String.join(",", sorted(COLUMN_TYPES)));
        } else if (!COLUMN_TYPES.contains(type)) {
            faults.invalid(
                    path.child("type").toString(), type, "must be one of " + String.join(",", sorted(COLUMN_TYPES)));
        }
        if (!COLUMN_FORMATS.contains(Json.text(column, "format"))) {
            faults.invalid(
                    path.child("format").toString(),
                    Json.text(column, "format"),
                    "must be one of " + String.join(",", sorted(COLUMN_FORMATS)));
        }
        String jsonPath = Json.text(column, "jsonPath");
        if (jsonPath.isEmpty()) {
            faults.required(path.child("jsonPath").toString(), "");
        } else if (!jsonPath.startsWith(".") && !jsonPath.startsWith("[")) {
            faults.invalid(path.child("jsonPath").toString(), jsonPath, "must start with . or [");
        }
    }

    private void selectable(JsonNode version, FieldPath path) {
        List<JsonNode> fields = Json.items(version, "selectableFields");
        if (fields.size() > SELECTABLE_MAX) {
            faults.add(new Status.Cause(
                    "FieldValueTooMany",
                    "Too many: " + fields.size() + ": must have at most " + SELECTABLE_MAX + " items",
                    path.toString()));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < fields.size(); i++) {
            String text = Json.text(fields.get(i), "jsonPath");
            String place = path.element(i).child("jsonPath").toString();
            if (text.isEmpty()) {
                faults.required(place, "");
            } else if (!seen.add(text)) {
                faults.duplicate(place, text);
            } else {
                faults.invalidIf(selectableFault(version, text), place, text);
            }
        }
    }

    private static String selectableFault(JsonNode version, String path) {
        if (!PLAIN_PATH.matcher(path).matches()) {
            return "is an invalid path: must be a simple path of fields, such as .spec.color";
        }
        JsonNode schema = Json.at(version, "schema", "openAPIV3Schema");
        for (String field : path.substring(1).split("\\.", -1)) {
            if (path.startsWith(".metadata.") || path.equals(".metadata")) {
                return "must not point to fields in metadata";
            }
            schema = Json.at(schema, "properties", field);
        }
        if (!schema.isObject()) {
            return "is an invalid path: does not refer to a valid field";
        }
        return SELECTABLE_TYPES.contains(Json.text(schema, "type"))
                ? ""
                : "must point to a field of type string, boolean or integer. Enum string fields and strings with formats"
                        + " are allowed.";
    }

    private void scale(JsonNode scale, FieldPath path) {
        path(scale, "specReplicasPath", List.of(".spec."), path, true);
        path(scale, "statusReplicasPath", List.of(".status."), path, true);
        path(scale, "labelSelectorPath", List.of(".spec.", ".status."), path, false);
    }

    private void path(JsonNode scale, String field, List<String> roots, FieldPath path, boolean needed) {
        String text = Json.text(scale, field);
        String place = path.child(field).toString();
        if (text.isEmpty()) {
            if (needed) {
                faults.required(place, "");
            }
            return;
        }
        if (!PLAIN_PATH.matcher(text).matches()) {
            faults.invalid(place, text, "should be a simple json path of fields, without brackets");
        } else if (roots.stream().noneMatch(text::startsWith)) {
            String under = roots.stream()
                    .map(root -> root.substring(0, root.length() - 1))
                    .collect(Collectors.joining(" or "));
            faults.invalid(place, text, "should be a json path under " + under);
        }
    }

    private static List<String> sorted(Set<String> words) {
        return words.stream().filter(word -> !word.isEmpty()).sorted().toList();
    }
}
