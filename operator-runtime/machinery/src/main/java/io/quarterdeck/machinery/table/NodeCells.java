package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.Map;
import java.util.stream.Collectors;

/** A node's row. */
final class NodeCells {

    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
    private static final String ROLE = "kubernetes.io/role";

    private NodeCells() {}

    static String text(String column, ObjectNode node) {
        return switch (column) {
            case "Status" -> status(node);
            case "Roles" -> roles(Json.textMap(node, "metadata", "labels"));
            case "Internal-IP" -> address(node, "InternalIP");
            case "External-IP" -> address(node, "ExternalIP");
            default -> ComputedCells.NONE;
        };
    }

    private static String status(ObjectNode node) {
        String ready = "Unknown";
        for (JsonNode condition : Json.items(node, "status", "conditions")) {
            if (Json.text(condition, "type").equals("Ready")) {
                ready = Json.text(condition, "status").equals("True") ? "Ready" : "NotReady";
            }
        }
        return Json.at(node, "spec", "unschedulable").asBoolean(false) ? ready + ",SchedulingDisabled" : ready;
    }

    private static String roles(Map<String, String> labels) {
        String roles = labels.entrySet().stream()
                .map(label -> {
                    if (label.getKey().startsWith(ROLE_PREFIX)) {
                        return label.getKey().substring(ROLE_PREFIX.length());
                    }
                    return label.getKey().equals(ROLE) ? label.getValue() : "";
                })
                .filter(role -> !role.isEmpty())
                .sorted()
                .distinct()
                .collect(Collectors.joining(","));
        return roles.isEmpty() ? ComputedCells.NONE : roles;
    }

    private static String address(ObjectNode node, String type) {
        return Json.items(node, "status", "addresses").stream()
                .filter(address -> Json.text(address, "type").equals(type))
                .map(address -> Json.text(address, "address"))
                .findFirst()
                .orElse(ComputedCells.NONE);
    }
}
