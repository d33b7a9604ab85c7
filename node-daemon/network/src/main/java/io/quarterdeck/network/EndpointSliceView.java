package io.quarterdeck.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.List;
import java.util.Locale;

/**
 * What proxy and DNS need to know of an EndpointSlice. One of another address family than IPv4 has no endpoints here.
 *
 * @param service whose endpoints these are; its name is empty if the slice does not say
 */
public record EndpointSliceView(ObjectKey key, ObjectKey service, List<Port> ports, List<Endpoint> endpoints) {

    /** Which service a slice belongs to. */
    public static final String SERVICE_LABEL = "kubernetes.io/service-name";

    /**
     * One port that all endpoints of the slice have.
     *
     * @param name the service port's
     * @param protocol {@code tcp}, {@code udp} or {@code sctp}
     */
    public record Port(String name, String protocol, int port) {}

    /**
     * One endpoint.
     *
     * @param node where it runs; empty if unknown
     * @param hostname under which DNS knows it; empty for none
     */
    public record Endpoint(
            List<String> addresses, boolean ready, boolean serving, boolean terminating, String node, String hostname) {
        public Endpoint {
            addresses = List.copyOf(addresses);
        }
    }

    public EndpointSliceView {
        ports = List.copyOf(ports);
        endpoints = List.copyOf(endpoints);
    }

    public static EndpointSliceView parse(KubeObject object) {
        ObjectNode slice = object.tree();
        String service = object.header().labels().getOrDefault(SERVICE_LABEL, "");
        boolean ours = Json.text(slice, "addressType").equals("IPv4");
        return new EndpointSliceView(
                object.key(),
                new ObjectKey(object.key().namespace(), service),
                Json.items(slice, "ports").stream()
                        .map(EndpointSliceView::port)
                        .filter(port -> port.port() > 0)
                        .toList(),
                ours
                        ? Json.items(slice, "endpoints").stream()
                                .map(EndpointSliceView::endpoint)
                                .toList()
                        : List.of());
    }

    private static Port port(JsonNode port) {
        String protocol = Json.text(port, "protocol");
        return new Port(
                Json.text(port, "name"),
                protocol.isEmpty() ? "tcp" : protocol.toLowerCase(Locale.ROOT),
                Json.at(port, "port").asInt(0));
    }

    private static Endpoint endpoint(JsonNode endpoint) {
        boolean ready = Json.at(endpoint, "conditions", "ready").asBoolean(true);
        return new Endpoint(
                Json.items(endpoint, "addresses").stream()
                        .map(address -> address.asText(""))
                        .filter(Cidr::isAddress)
                        .toList(),
                ready,
                Json.at(endpoint, "conditions", "serving").asBoolean(ready),
                Json.at(endpoint, "conditions", "terminating").asBoolean(false),
                Json.text(endpoint, "nodeName"),
                Json.text(endpoint, "hostname"));
    }
}
