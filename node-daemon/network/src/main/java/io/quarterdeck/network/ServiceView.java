package io.quarterdeck.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What proxy and DNS need to know of a Service.
 *
 * @param clusterIp its IPv4 cluster address; empty for a headless one, for ExternalName, and for IPv6 only
 * @param affinitySeconds how long a client stays with its endpoint; 0 for no affinity
 * @param internalLocal whether the cluster address leads only to endpoints of the same node
 * @param externalLocal whether node ports and external addresses lead clients from outside only to endpoints of the
 *     same node
 * @param externalAddresses external IPs and the load balancer's, IPv4 only
 * @param externalName of an ExternalName service; else empty
 */
public record ServiceView(
        ObjectKey key,
        boolean headless,
        String clusterIp,
        List<Port> ports,
        int affinitySeconds,
        boolean internalLocal,
        boolean externalLocal,
        List<String> externalAddresses,
        String externalName) {

    /** Kubernetes' default, three hours. */
    private static final int AFFINITY_SECONDS_DEFAULT = 10_800;

    /**
     * One port.
     *
     * @param name may be empty if it is the only one
     * @param protocol {@code tcp}, {@code udp} or {@code sctp}
     * @param nodePort 0 for none
     */
    public record Port(String name, String protocol, int port, int nodePort) {}

    public ServiceView {
        ports = List.copyOf(ports);
        externalAddresses = List.copyOf(externalAddresses);
    }

    public static ServiceView parse(KubeObject object) {
        ObjectNode service = object.tree();
        JsonNode spec = Json.at(service, "spec");
        boolean named = Json.text(spec, "type").equals("ExternalName");
        List<String> clusterIps = clusterIps(spec);
        boolean affine = Json.text(spec, "sessionAffinity").equals("ClientIP");
        return new ServiceView(
                object.key(),
                !named && clusterIps.contains("None"),
                named
                        ? ""
                        : clusterIps.stream()
                                .filter(Cidr::isAddress)
                                .findFirst()
                                .orElse(""),
                Json.items(spec, "ports").stream().map(ServiceView::port).toList(),
                affine
                        ? Json.at(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds")
                                .asInt(AFFINITY_SECONDS_DEFAULT)
                        : 0,
                Json.text(spec, "internalTrafficPolicy").equals("Local"),
                Json.text(spec, "externalTrafficPolicy").equals("Local"),
                externalAddresses(service),
                named ? Json.text(spec, "externalName") : "");
    }

    private static List<String> clusterIps(JsonNode spec) {
        List<String> addresses = new ArrayList<>();
        addresses.add(Json.text(spec, "clusterIP"));
        Json.items(spec, "clusterIPs").forEach(item -> addresses.add(item.asText("")));
        return addresses;
    }

    private static Port port(JsonNode port) {
        String protocol = Json.text(port, "protocol");
        return new Port(
                Json.text(port, "name"),
                protocol.isEmpty() ? "tcp" : protocol.toLowerCase(Locale.ROOT),
                Json.at(port, "port").asInt(),
                Json.at(port, "nodePort").asInt(0));
    }

    /**
     * A load balancer that is a proxy hands packets on with other addresses, so its own is none of ours. Nor is one whose
     * clients are restricted: only its own firewall knows how.
     */
    private static List<String> externalAddresses(JsonNode service) {
        Stream<String> balancer =
                Json.items(service, "spec", "loadBalancerSourceRanges").isEmpty()
                        ? Json.items(service, "status", "loadBalancer", "ingress").stream()
                                .filter(ingress -> !Json.text(ingress, "ipMode").equals("Proxy"))
                                .map(ingress -> Json.text(ingress, "ip"))
                        : Stream.of();
        Stream<String> external =
                Json.items(service, "spec", "externalIPs").stream().map(address -> address.asText(""));
        return Stream.concat(external, balancer)
                .filter(Cidr::isAddress)
                .distinct()
                .toList();
    }
}
