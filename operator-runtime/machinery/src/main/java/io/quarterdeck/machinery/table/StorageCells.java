package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows of classes of volumes, of CSI drivers, and of what they have attached. */
final class StorageCells {

    /** The annotations that make a class the default, the older ones included. */
    private static final List<String> DEFAULTS = List.of(
            "storageclass.kubernetes.io/is-default-class",
            "storageclass.beta.kubernetes.io/is-default-class",
            "volumeattributesclass.alpha.kubernetes.io/is-default-class");

    private StorageCells() {}

    static String text(String column, ObjectNode object) {
        JsonNode spec = Json.at(object, "spec");
        return switch (column) {
            case "Name" -> name(object);
            case "PV" -> Json.text(spec, "source", "persistentVolumeName");
            case "Drivers" -> Integer.toString(Json.items(spec, "drivers").size());
            case "TokenRequests" ->
                Json.items(spec, "tokenRequests").isEmpty()
                        ? "<unset>"
                        : Json.items(spec, "tokenRequests").stream()
                                .map(request -> Json.text(request, "audience"))
                                .collect(Collectors.joining(","));
            case "Modes" ->
                Json.items(spec, "volumeLifecycleModes").stream()
                        .map(mode -> mode.asText(""))
                        .collect(Collectors.joining(","));
            default -> ComputedCells.NONE;
        };
    }

    private static String name(ObjectNode object) {
        Map<String, String> annotations = Json.textMap(object, "metadata", "annotations");
        boolean usual = DEFAULTS.stream()
                .anyMatch(mark -> annotations.getOrDefault(mark, "").equals("true"));
        return Json.text(object, "metadata", "name") + (usual ? " (default)" : "");
    }
}
