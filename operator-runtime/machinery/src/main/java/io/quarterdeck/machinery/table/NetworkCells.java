package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of Ingresses, their classes, and addresses. */
final class NetworkCells {

    /** More hosts than these are only counted. */
    private static final int HOSTS_MAX = 3;

    private NetworkCells() {}

    static String ingress(String column, ObjectNode ingress) {
        return switch (column) {
            case "Class" -> {
                JsonNode name = Json.at(ingress, "spec", "ingressClassName");
                yield name.isTextual() ? name.asText() : ComputedCells.NONE;
            }
            case "Hosts" -> hosts(Json.items(ingress, "spec", "rules"));
            case "Address" ->
                Json.items(ingress, "status", "loadBalancer", "ingress").stream()
                        .map(point -> Json.text(point, "ip").isEmpty()
                                ? Json.text(point, "hostname")
                                : Json.text(point, "ip"))
                        .filter(address -> !address.isEmpty())
                        .sorted()
                        .distinct()
                        .collect(Collectors.joining(","));
            case "Ports" -> Json.items(ingress, "spec", "tls").isEmpty() ? "80" : "80, 443";
            default -> ComputedCells.NONE;
        };
    }

    private static String hosts(List<JsonNode> rules) {
        List<String> hosts = rules.stream()
                .map(rule -> Json.text(rule, "host"))
                .filter(host -> !host.isEmpty())
                .limit(HOSTS_MAX)
                .toList();
        if (hosts.isEmpty()) {
            return "*";
        }
        String shown = String.join(",", hosts);
        boolean more = hosts.size() == HOSTS_MAX && rules.size() > HOSTS_MAX;
        return more ? shown + " + " + (rules.size() - HOSTS_MAX) + " more..." : shown;
    }

    static String parameters(ObjectNode ingressClass) {
        JsonNode parameters = Json.at(ingressClass, "spec", "parameters");
        if (!parameters.isObject()) {
            return ComputedCells.NONE;
        }
        String group = Json.text(parameters, "apiGroup");
        return Json.text(parameters, "kind") + (group.isEmpty() ? "" : "." + group) + "/"
                + Json.text(parameters, "name");
    }

    static String parent(ObjectNode address) {
        JsonNode parent = Json.at(address, "spec", "parentRef");
        if (!parent.isObject()) {
            return ComputedCells.NONE;
        }
        String group = Json.text(parent, "group");
        String namespace = Json.text(parent, "namespace");
        return Json.text(parent, "resource") + (group.isEmpty() ? "" : "." + group)
                + (namespace.isEmpty() ? "" : "/" + namespace) + "/" + Json.text(parent, "name");
    }
}
