package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;

/** Rows of kinds that are about the API itself: who serves a group, who is asked, and in which order. */
final class ServingCells {

    private ServingCells() {}

    static String apiService(String column, ObjectNode object) {
        return switch (column) {
            case "Service" -> {
                JsonNode service = Json.at(object, "spec", "service");
                yield service.isObject() ? Json.text(service, "namespace") + "/" + Json.text(service, "name") : "Local";
            }
            case "Available" -> {
                JsonNode available = Json.condition(object, "Available");
                String status = Json.text(available, "status");
                yield status.isEmpty() || status.equals("True")
                        ? (status.isEmpty() ? "Unknown" : status)
                        : status + " (" + Json.text(available, "reason") + ")";
            }
            default -> ComputedCells.NONE;
        };
    }

    static String dangling(ObjectNode flowSchema) {
        String status = Json.text(Json.condition(flowSchema, "Dangling"), "status");
        return status.isEmpty() ? "?" : status;
    }

    static String admission(String column, ObjectNode object) {
        return switch (column) {
            case "Webhooks" -> Integer.toString(Json.items(object, "webhooks").size());
            case "Validations" ->
                Integer.toString(Json.items(object, "spec", "validations").size());
            case "Mutations" ->
                Integer.toString(Json.items(object, "spec", "mutations").size());
            case "ParamKind" -> {
                JsonNode kind = Json.at(object, "spec", "paramKind");
                yield kind.isObject() ? Json.text(kind, "apiVersion") + "/" + Json.text(kind, "kind") : "<unset>";
            }
            case "ParamRef" -> reference(Json.at(object, "spec", "paramRef"));
            default -> ComputedCells.NONE;
        };
    }

    private static String reference(JsonNode reference) {
        if (!reference.isObject()) {
            return "<unset>";
        }
        String name = Json.text(reference, "name");
        if (name.isEmpty()) {
            return ComputedCells.selector(Json.at(reference, "selector"));
        }
        String namespace = Json.text(reference, "namespace");
        return namespace.isEmpty() ? "*/" + name : namespace + "/" + name;
    }
}
