package io.quarterdeck.network;

import io.quarterdeck.network.Ruleset.Chain;
import io.quarterdeck.network.RulesetPlanner.Front;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules that every node has, whatever services there are. A packet's way through them:
 *
 * <ul>
 *   <li>{@code spoofed}: no packet from a pod or another node may be addressed to this host's loopback.
 *   <li>{@code prerouting}, {@code local}: a packet to a service is sent to its chain by {@code services} (address,
 *       protocol, port) or {@code node-services} (protocol, port; on every local address). For clients from outside, the
 *       maps {@code out-services} and {@code out-node-services} come first: they hold what has traffic policy Local.
 *   <li>{@code input}, {@code forward}, {@code output}: what is still addressed to the service range by now has no
 *       endpoint or is no service at all, and is refused; the same for {@code refused} node ports and external addresses.
 *   <li>{@code postrouting}: gives a packet the node's address as its source where the answer would not find back: from a
 *       pod to the world, from the host or the world over the overlay or to an endpoint on another host, and from a pod
 *       to itself through a service.
 *   <li>{@code stray}: drops what would leave by a foreign link although it is addressed to a range of ours.
 * </ul>
 *
 * <p>No packet is marked, so nothing interferes with marks that others use.
 */
final class BaseRules {

    private static final String ADDRESS_KEY = "ip daddr . meta l4proto . th dport";
    private static final String PORT_KEY = "meta l4proto . th dport";
    private static final String ADDRESS_TYPE = "ipv4_addr . inet_proto . inet_service";
    private static final String PORT_TYPE = "inet_proto . inet_service";

    private BaseRules() {}

    static String keyExpression(Front front) {
        return front.address().isEmpty() ? PORT_KEY : ADDRESS_KEY;
    }

    static String keyType(Front front) {
        return front.address().isEmpty() ? PORT_TYPE : ADDRESS_TYPE;
    }

    static Map<String, String> containers() {
        Map<String, String> containers = new LinkedHashMap<>();
        containers.put("services", "map type " + ADDRESS_TYPE + " : verdict;");
        containers.put("node-services", "map type " + PORT_TYPE + " : verdict;");
        containers.put("out-services", "map type " + ADDRESS_TYPE + " : verdict;");
        containers.put("out-node-services", "map type " + PORT_TYPE + " : verdict;");
        containers.put("refused", "set type " + ADDRESS_TYPE + ";");
        containers.put("refused-node-ports", "set type " + PORT_TYPE + ";");
        containers.put("hairpin", "set type ipv4_addr . ipv4_addr;");
        return containers;
    }

    static Map<String, Chain> chains(NetworkConfig config) {
        String bridge = '"' + config.bridge() + '"';
        String overlay = '"' + config.overlay() + '"';
        String ours = "{ " + bridge + ", " + overlay + ", \"" + config.serviceLink() + "\", \"lo\" }";
        Map<String, Chain> chains = new LinkedHashMap<>();
        chains.put(
                "refuse",
                new Chain(
                        "",
                        List.of("meta l4proto tcp reject with tcp reset", "reject with icmp type port-unreachable")));
        chains.put(
                "guard",
                new Chain(
                        "",
                        List.of(
                                "ip daddr " + config.serviceCidr() + " ip daddr != " + config.dnsAddress()
                                        + " goto refuse",
                                ADDRESS_KEY + " @refused goto refuse",
                                "fib daddr type local " + PORT_KEY + " @refused-node-ports goto refuse")));
        chains.put("dispatch", dispatch(""));
        chains.put("dispatch-outside", dispatch("out-"));
        chains.put(
                "spoofed",
                new Chain(
                        "type filter hook prerouting priority raw;",
                        List.of("iifname { " + bridge + ", " + overlay + " } ip daddr 127.0.0.0/8 drop")));
        chains.put(
                "prerouting",
                new Chain(
                        "type nat hook prerouting priority dstnat;",
                        List.of("ip saddr != " + config.podCidr() + " jump dispatch-outside", "jump dispatch")));
        // nft 1.0.6 knows "dstnat" only for prerouting.
        chains.put("local", new Chain("type nat hook output priority -100;", List.of("jump dispatch")));
        chains.put("input", new Chain("type filter hook input priority filter;", List.of("jump guard")));
        chains.put("forward", new Chain("type filter hook forward priority filter;", List.of("jump guard")));
        chains.put(
                "output",
                new Chain(
                        "type filter hook output priority filter;",
                        // A pod that was told to speak to its neighbour directly would get answers past the
                        // translation.
                        List.of("oifname " + bridge + " icmp type redirect drop", "jump guard")));
        chains.put("postrouting", postrouting(config, bridge, overlay, ours));
        chains.put(
                "stray",
                new Chain(
                        "type filter hook postrouting priority srcnat + 10;",
                        List.of("ip daddr { " + config.podCidr() + ", " + config.serviceCidr() + " } oifname != " + ours
                                + " counter drop")));
        return chains;
    }

    private static Chain dispatch(String prefix) {
        return new Chain(
                "",
                List.of(
                        ADDRESS_KEY + " vmap @" + prefix + "services",
                        "fib daddr type local " + PORT_KEY + " vmap @" + prefix + "node-services"));
    }

    private static Chain postrouting(NetworkConfig config, String bridge, String overlay, String ours) {
        return new Chain(
                "type nat hook postrouting priority srcnat;",
                List.of(
                        "oifname " + bridge + " ct status dnat ip saddr . ip daddr @hairpin masquerade",
                        "ip saddr 127.0.0.0/8 oifname != \"lo\" ct status dnat masquerade",
                        "ip saddr " + config.podCidr() + " ip daddr != " + config.podCidr() + " oifname != " + ours
                                + " masquerade",
                        "ip saddr != " + config.podCidr() + " oifname " + overlay + " masquerade",
                        "ip saddr != " + config.podCidr() + " oifname != " + ours + " ct status dnat masquerade"));
    }
}
