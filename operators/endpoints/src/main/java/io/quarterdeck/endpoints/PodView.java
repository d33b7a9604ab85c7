package io.quarterdeck.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A pod as a Service sees it.
 *
 * @param addresses its own, none until it has a network
 * @param over succeeded or failed: nothing listens any more
 */
record PodView(
        ObjectKey key,
        String uid,
        Map<String, String> labels,
        List<String> addresses,
        String node,
        boolean ready,
        boolean deleting,
        boolean over,
        String hostname,
        String subdomain,
        List<ContainerPort> ports) {

    /** A port that a container names. */
    record ContainerPort(String name, String protocol, int number) {}

    PodView {
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
    }

    static PodView parse(KubeObject object) {
        ObjectNode tree = object.tree();
        JsonNode spec = Json.at(tree, "spec");
        String phase = Json.text(tree, "status", "phase");
        return new PodView(
                object.key(),
                object.header().uid(),
                object.header().labels(),
                addresses(Json.at(tree, "status")),
                Json.text(spec, "nodeName"),
                Json.text(Json.condition(tree, "Ready"), "status").equals("True"),
                !Json.text(tree, "metadata", "deletionTimestamp").isEmpty(),
                phase.equals("Succeeded") || phase.equals("Failed"),
                Json.text(spec, "hostname"),
                Json.text(spec, "subdomain"),
                ports(spec));
    }

    /** The number behind a service port's target; empty if no container names it. */
    OptionalInt resolve(ServiceView.Port port) {
        if (!port.target().isEmpty() && port.target().chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.of(Integer.parseInt(port.target()));
        }
        for (ContainerPort own : ports) {
            if (own.name().equals(port.target()) && own.protocol().equals(port.protocol())) {
                return OptionalInt.of(own.number());
            }
        }
        return OptionalInt.empty();
    }

    /** Whether the pod can be an endpoint of anything at all. */
    boolean reachable() {
        return !over && !addresses.isEmpty();
    }

    private static List<String> addresses(JsonNode status) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode address : Json.items(status, "podIPs")) {
            addresses.add(Json.text(address, "ip"));
        }
        String single = Json.text(status, "podIP");
        if (addresses.isEmpty() && !single.isEmpty()) {
            addresses.add(single);
        }
        addresses.removeIf(String::isEmpty);
        return addresses;
    }

    private static List<ContainerPort> ports(JsonNode spec) {
        List<ContainerPort> ports = new ArrayList<>();
        Json.items(spec, "containers").forEach(container -> addPorts(container, ports));
        for (JsonNode container : Json.items(spec, "initContainers")) {
            if (Json.text(container, "restartPolicy").equals("Always")) {
                addPorts(container, ports);
            }
        }
        return ports;
    }

    private static void addPorts(JsonNode container, List<ContainerPort> ports) {
        for (JsonNode port : Json.items(container, "ports")) {
            String name = Json.text(port, "name");
            String protocol = Json.text(port, "protocol");
            if (!name.isEmpty()) {
                ports.add(new ContainerPort(
                        name,
                        protocol.isEmpty() ? "TCP" : protocol,
                        Json.at(port, "containerPort").asInt()));
            }
        }
    }
}
