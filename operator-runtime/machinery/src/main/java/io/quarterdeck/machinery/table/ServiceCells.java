package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A service's row. */
final class ServiceCells {

    private ServiceCells() {}

    static String text(String column, ObjectNode service) {
        return switch (column) {
            case "Cluster-IP" -> orNone(Json.text(service, "spec", "clusterIP"));
            case "External-IP" -> external(service);
            case "Port(s)" -> ports(service);
            case "Selector" -> orNone(ComputedCells.labels(Json.textMap(service, "spec", "selector")));
            default -> ComputedCells.NONE;
        };
    }

    private static String external(ObjectNode service) {
        List<String> addresses = new ArrayList<>();
        String type = Json.text(service, "spec", "type");
        if (type.equals("ExternalName")) {
            addresses.add(Json.text(service, "spec", "externalName"));
        }
        if (type.equals("LoadBalancer")) {
            for (JsonNode ingress : Json.items(service, "status", "loadBalancer", "ingress")) {
                String ip = Json.text(ingress, "ip");
                addresses.add(ip.isEmpty() ? Json.text(ingress, "hostname") : ip);
            }
        }
        Json.items(service, "spec", "externalIPs").forEach(ip -> addresses.add(ip.asText("")));
        if (addresses.isEmpty() && type.equals("LoadBalancer")) {
            return "<pending>";
        }
        return orNone(String.join(",", addresses));
    }

    private static String ports(ObjectNode service) {
        return orNone(Json.items(service, "spec", "ports").stream()
                .map(port -> {
                    int nodePort = Json.at(port, "nodePort").asInt(0);
                    String middle = nodePort == 0 ? "" : ":" + nodePort;
                    return Json.at(port, "port").asInt(0) + middle + "/" + Json.text(port, "protocol");
                })
                .collect(Collectors.joining(",")));
    }

    private static String orNone(String text) {
        return text.isEmpty() ? ComputedCells.NONE : text;
    }
}
