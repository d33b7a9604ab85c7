package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;

/** The rows of Endpoints and EndpointSlices: the first few addresses, and how many more there are. */
final class EndpointCells {

    /** kubectl users know three: a row is one line of a terminal. */
    private static final int SHOWN_MAX = 3;

    private EndpointCells() {}

    static String text(String column, ObjectNode object) {
        if (column.equals("Ports")) {
            List<String> ports = Json.items(object, "ports").stream()
                    .map(port -> Json.text(port, "port").isEmpty() ? "*" : Json.text(port, "port"))
                    .toList();
            return shown(ports, "<unset>");
        }
        return object.has("subsets") || !object.has("addressType")
                ? shown(subsets(object), ComputedCells.NONE)
                : shown(slice(object), "<unset>");
    }

    private static List<String> slice(ObjectNode slice) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode endpoint : Json.items(slice, "endpoints")) {
            Json.items(endpoint, "addresses").forEach(address -> addresses.add(address.asText("")));
        }
        return addresses;
    }

    private static List<String> subsets(ObjectNode endpoints) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode subset : Json.items(endpoints, "subsets")) {
            List<JsonNode> ports = Json.items(subset, "ports");
            for (JsonNode address : Json.items(subset, "addresses")) {
                String ip = Json.text(address, "ip");
                if (ports.isEmpty()) {
                    addresses.add(ip);
                }
                ports.forEach(port -> addresses.add(ip + ":" + Json.text(port, "port")));
            }
        }
        return addresses;
    }

    private static String shown(List<String> values, String none) {
        if (values.isEmpty()) {
            return none;
        }
        String first = String.join(",", values.subList(0, Math.min(SHOWN_MAX, values.size())));
        return values.size() <= SHOWN_MAX ? first : first + " + " + (values.size() - SHOWN_MAX) + " more...";
    }
}
