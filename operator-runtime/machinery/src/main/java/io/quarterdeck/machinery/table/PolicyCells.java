package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Rows of what bounds other objects, and of what keeps a record of them. */
final class PolicyCells {

    private PolicyCells() {}

    static String text(String column, ObjectNode object) {
        return switch (column) {
            case "Min Available" -> amount(object, "minAvailable");
            case "Max Unavailable" -> amount(object, "maxUnavailable");
            case "Request" -> quota(object, false);
            case "Limit" -> quota(object, true);
            case "Controller" -> controller(object);
            case "Status" -> health(object);
            case "Message" -> healthField(object, "message");
            case "Error" -> healthField(object, "error");
            default -> ComputedCells.NONE;
        };
    }

    private static String amount(ObjectNode budget, String field) {
        String amount = Json.text(budget, "spec", field);
        return amount.isEmpty() ? "N/A" : amount;
    }

    /** What is used of what there is, as far as the quota's controller has said so. */
    private static String quota(ObjectNode quota, boolean limits) {
        Map<String, String> hard = new TreeMap<>(Json.textMap(quota, "status", "hard"));
        List<String> parts = new ArrayList<>();
        hard.forEach((name, most) -> {
            if (name.startsWith("limits.") == limits) {
                String used = Json.text(quota, "status", "used", name);
                parts.add(name + ": " + (used.isEmpty() ? "0" : used) + "/" + most);
            }
        });
        return String.join(", ", parts);
    }

    private static String controller(ObjectNode revision) {
        for (JsonNode owner : Json.items(revision, "metadata", "ownerReferences")) {
            if (Json.at(owner, "controller").asBoolean(false)) {
                String version = Json.text(owner, "apiVersion");
                int slash = version.indexOf('/');
                String group = slash < 0 ? "" : "." + version.substring(0, slash);
                return Json.text(owner, "kind").toLowerCase(Locale.ROOT) + group + "/" + Json.text(owner, "name");
            }
        }
        return ComputedCells.NONE;
    }

    private static String health(ObjectNode component) {
        for (JsonNode condition : Json.items(component, "conditions")) {
            if (Json.text(condition, "type").equals("Healthy")) {
                return Json.text(condition, "status").equals("True") ? "Healthy" : "Unhealthy";
            }
        }
        return "Unknown";
    }

    private static String healthField(ObjectNode component, String field) {
        for (JsonNode condition : Json.items(component, "conditions")) {
            if (Json.text(condition, "type").equals("Healthy")) {
                return Json.text(condition, field);
            }
        }
        return "";
    }
}
