package io.quarterdeck.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;

/** A port of the host itself that a pod takes; an empty address is all of them. */
record HostPort(String address, String protocol, int port) {

    private static final String ANY = "0.0.0.0";

    static List<HostPort> ofPod(JsonNode spec) {
        List<HostPort> ports = new ArrayList<>();
        Json.items(spec, "containers").forEach(container -> add(container, ports));
        for (JsonNode container : Json.items(spec, "initContainers")) {
            if (Json.text(container, "restartPolicy").equals("Always")) {
                add(container, ports);
            }
        }
        return ports;
    }

    boolean conflictsWith(HostPort other) {
        return port == other.port
                && protocol.equals(other.protocol)
                && (address.isEmpty() || other.address.isEmpty() || address.equals(other.address));
    }

    private static void add(JsonNode container, List<HostPort> ports) {
        for (JsonNode port : Json.items(container, "ports")) {
            int number = Json.at(port, "hostPort").asInt(0);
            if (number > 0) {
                String address = Json.text(port, "hostIP");
                String protocol = Json.text(port, "protocol");
                ports.add(new HostPort(
                        address.equals(ANY) ? "" : address, protocol.isEmpty() ? "TCP" : protocol, number));
            }
        }
    }
}
