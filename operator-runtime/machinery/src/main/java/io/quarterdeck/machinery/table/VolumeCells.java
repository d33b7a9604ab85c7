package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Rows of volumes and of claims to them. */
final class VolumeCells {

    private static final Map<String, String> MODES =
            Map.of("ReadWriteOnce", "RWO", "ReadOnlyMany", "ROX", "ReadWriteMany", "RWX", "ReadWriteOncePod", "RWOP");
    private static final List<String> ORDER =
            List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod");

    /** Where the class stood before there was a field for it. */
    private static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";

    private VolumeCells() {}

    static String text(String column, ObjectNode object) {
        boolean claim = Json.text(object, "kind").equals("PersistentVolumeClaim");
        boolean bound = !Json.text(object, "spec", "volumeName").isEmpty();
        return switch (column) {
            case "Status" ->
                Json.text(object, "metadata", "deletionTimestamp").isEmpty()
                        ? Json.text(object, "status", "phase")
                        : "Terminating";
            case "Volume" -> Json.text(object, "spec", "volumeName");
            case "Capacity" -> bound ? Json.text(object, "status", "capacity", "storage") : "";
            case "Access Modes" -> {
                JsonNode part = Json.at(object, claim ? "status" : "spec");
                yield claim && !bound ? "" : modes(Json.items(part, "accessModes"));
            }
            case "Claim" -> claim(Json.at(object, "spec", "claimRef"));
            case "StorageClass" -> storageClass(object);
            case "VolumeAttributesClass" -> orUnset(Json.text(object, "spec", "volumeAttributesClassName"));
            case "Reason" -> Json.text(object, "status", "reason");
            case "VolumeMode" -> orUnset(Json.text(object, "spec", "volumeMode"));
            default -> ComputedCells.NONE;
        };
    }

    private static String modes(List<JsonNode> modes) {
        TreeSet<Integer> places = new TreeSet<>();
        modes.forEach(mode -> places.add(ORDER.indexOf(mode.asText(""))));
        places.remove(-1);
        return places.stream().map(place -> MODES.get(ORDER.get(place))).collect(Collectors.joining(","));
    }

    private static String claim(JsonNode reference) {
        return reference.isObject() ? Json.text(reference, "namespace") + "/" + Json.text(reference, "name") : "";
    }

    private static String storageClass(ObjectNode object) {
        String old = Json.text(object, "metadata", "annotations", OLD_CLASS);
        return old.isEmpty() ? Json.text(object, "spec", "storageClassName") : old;
    }

    private static String orUnset(String text) {
        return text.isEmpty() ? "<unset>" : text;
    }
}
