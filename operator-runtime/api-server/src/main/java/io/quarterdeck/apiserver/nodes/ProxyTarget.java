package io.quarterdeck.apiserver.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.util.List;

/** Where a proxied request goes. */
record ProxyTarget(boolean https, String address, int port) {

    static ProxyTarget ofPod(ObjectNode pod, ProxyName name) {
        String address = Json.text(pod, "status", "podIP");
        if (address.isEmpty()) {
            throw unavailable("address not allowed: pod " + name.name() + " has no address yet");
        }
        int port = number(name.port());
        for (JsonNode container : Json.items(pod, "spec", "containers")) {
            for (JsonNode declared : Json.items(container, "ports")) {
                boolean meant =
                        name.port().isEmpty() || Json.text(declared, "name").equals(name.port());
                if (port <= 0 && meant) {
                    port = Json.at(declared, "containerPort").asInt();
                }
            }
        }
        return new ProxyTarget(name.https(), address, port > 0 ? port : name.https() ? 443 : 80);
    }

    /** A service is reached as everybody on a node reaches it, at its cluster address. */
    static ProxyTarget ofService(ObjectNode service, ProxyName name) {
        String address = Json.text(service, "spec", "clusterIP");
        if (address.isEmpty() || address.equals("None")) {
            throw unavailable("no endpoints available for service \"" + name.name() + "\"");
        }
        List<JsonNode> ports = Json.items(service, "spec", "ports");
        if (name.port().isEmpty() && ports.size() == 1) {
            return new ProxyTarget(
                    name.https(), address, Json.at(ports.getFirst(), "port").asInt());
        }
        int number = number(name.port());
        for (JsonNode port : ports) {
            int value = Json.at(port, "port").asInt();
            if (value == number
                    || (!name.port().isEmpty() && Json.text(port, "name").equals(name.port()))) {
                return new ProxyTarget(name.https(), address, value);
            }
        }
        throw unavailable("no service port \"" + name.port() + "\" found for service \"" + name.name() + "\"");
    }

    private static int number(String port) {
        try {
            return port.isEmpty() ? 0 : Integer.parseInt(port);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static ApiException unavailable(String message) {
        return new ApiException(Status.of(503, "ServiceUnavailable", message));
    }
}
