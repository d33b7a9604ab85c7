package io.quarterdeck.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which links, addresses, routes and neighbours a node needs, as lines for {@code ip -batch} and {@code bridge
 * -batch}. Pure. Every line may be run again.
 */
final class LinkPlanner {

    /** What VXLAN puts around a frame: outer IP, UDP and VXLAN headers and the inner Ethernet header. */
    private static final int OVERLAY_OVERHEAD = 50;

    /** Where a node's own link is a loopback, of 64 KiB: what an Ethernet link would carry. */
    private static final int MTU_MAX = 9_000;

    /** The port that Linux has always used; clusters on one host share it and differ in their VXLAN ids. */
    static final int VXLAN_PORT = 8472;

    /** The last of all: any other route to the range wins. */
    private static final String LAST = " metric 4294967295";

    /** A unicast hardware address that no manufacturer gave. */
    private static final byte LOCALLY_GIVEN = 0x0a;

    private LinkPlanner() {}

    /**
     * A link as it is.
     *
     * @param kind {@code bridge}, {@code vxlan}, ... or empty
     * @param addresses with prefix lengths
     * @param vni of a VXLAN; else 0
     * @param local outer address of a VXLAN; else empty
     */
    record Link(String name, String kind, int mtu, List<String> addresses, int vni, String local) {
        Link {
            addresses = List.copyOf(addresses);
        }
    }

    /** Another node. */
    record Peer(String address, Cidr podCidr) {}

    /** What the overlay's link holds: gateway by destination, hardware address by neighbour, host by hardware address. */
    record Entries(Map<String, String> routes, Map<String, String> neighbours, Map<String, String> forwards) {
        Entries {
            routes = Map.copyOf(routes);
            neighbours = Map.copyOf(neighbours);
            forwards = Map.copyOf(forwards);
        }
    }

    /** Lines for {@code ip} and then for {@code bridge}. */
    record Batch(List<String> ip, List<String> bridge) {
        Batch {
            ip = List.copyOf(ip);
            bridge = List.copyOf(bridge);
        }
    }

    /**
     * The largest packet that a pod may send.
     *
     * @throws IllegalArgumentException if the node's address is on none of its links
     */
    static int mtu(NetworkConfig config, Map<String, Link> links) {
        for (Link link : links.values()) {
            if (link.addresses().stream().anyMatch(address -> address.startsWith(config.nodeIp() + "/"))) {
                return Math.min(link.mtu(), MTU_MAX) - OVERLAY_OVERHEAD;
            }
        }
        throw new IllegalArgumentException("the node's address " + config.nodeIp() + " is on none of its interfaces");
    }

    /**
     * What holds whether or not the node has a pod range yet. A packet to a service needs a route before it is
     * translated, because the kernel looks one up before its output hook: it points at a bridge without ports, which
     * swallows what was not translated. The blackholes below it hold even if that bridge is gone.
     */
    static List<String> base(NetworkConfig config, Map<String, Link> links, int mtu) {
        List<String> lines = new ArrayList<>();
        String link = config.serviceLink();
        lines.add("link set lo up");
        lines.add("route replace blackhole " + config.podCidr() + LAST);
        lines.add("route replace blackhole " + config.serviceCidr() + LAST);
        if (!links.containsKey(link)) {
            lines.add("link add " + link + " type bridge");
        }
        lines.add("link set " + link + " mtu " + mtu + " up");
        addresses(links.get(link), link, Set.of(config.dnsAddress() + "/32"), lines);
        lines.add("route replace " + config.serviceCidr() + " dev " + link + " src " + config.nodeIp());
        return lines;
    }

    /** The bridge that holds this node's pods. */
    static List<String> bridge(NetworkConfig config, Map<String, Link> links, Cidr own, int mtu) {
        List<String> lines = new ArrayList<>();
        String link = config.bridge();
        if (!links.containsKey(link)) {
            // With an address of its own, the bridge does not change it each time that a pod comes or goes.
            lines.add("link add " + link + " address " + hardwareAddress(0x52, own.address(1)) + " type bridge");
        }
        lines.add("link set " + link + " mtu " + mtu + " up");
        addresses(links.get(link), link, Set.of(own.address(1) + "/" + own.prefix()), lines);
        return lines;
    }

    /** The overlay: a tunnel's end on this node, and for each other node the way to its pods. */
    static Batch overlay(
            NetworkConfig config, Map<String, Link> links, Cidr own, int mtu, List<Peer> peers, Entries entries) {
        List<String> ip = new ArrayList<>();
        List<String> bridge = new ArrayList<>();
        String dev = " dev " + config.overlay();
        Link link = links.get(config.overlay());
        boolean usable = link != null && isOurs(config, link);
        if (link != null && !usable) {
            ip.add("link del " + config.overlay());
        }
        if (!usable) {
            ip.add("link add " + config.overlay() + " address " + hardwareAddress(0x51, config.nodeIp())
                    + " type vxlan id " + config.vni() + " dstport " + VXLAN_PORT + " local " + config.nodeIp()
                    + " nolearning");
        }
        ip.add("link set " + config.overlay() + " mtu " + mtu + " up");
        addresses(usable ? link : null, config.overlay(), Set.of(own.address(0) + "/32"), ip);
        Entries old = usable ? entries : new Entries(Map.of(), Map.of(), Map.of());
        Map<String, String> routes = new HashMap<>();
        Map<String, String> neighbours = new HashMap<>();
        Map<String, String> forwards = new HashMap<>();
        for (Peer peer : peers) {
            String gateway = peer.podCidr().address(0);
            String hardware = hardwareAddress(0x51, peer.address());
            routes.put(peer.podCidr().toString(), gateway);
            neighbours.put(gateway, hardware);
            forwards.put(hardware, peer.address());
        }
        missing(forwards, old.forwards(), (mac, host) -> bridge.add("fdb replace " + mac + dev + " dst " + host));
        missing(
                neighbours,
                old.neighbours(),
                (at, mac) -> ip.add("neighbor replace " + at + " lladdr " + mac + dev + " nud permanent"));
        missing(
                routes,
                old.routes(),
                (to, via) -> ip.add("route replace " + to + " via " + via + dev + " onlink src " + own.address(0)));
        gone(old.routes(), routes, to -> ip.add("route del " + to + dev));
        gone(old.neighbours(), neighbours, at -> ip.add("neighbor del " + at + dev));
        old.forwards().forEach((mac, host) -> {
            if (!forwards.containsKey(mac)) {
                bridge.add("fdb del " + mac + dev + " dst " + host);
            }
        });
        return new Batch(ip, bridge);
    }

    /** A link's own hardware address follows from an IPv4 address, so that no node has to tell another. */
    static String hardwareAddress(int kind, String address) {
        int bits = Cidr.bits(address);
        byte[] octets = {
            LOCALLY_GIVEN, (byte) kind, (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits
        };
        return HexFormat.ofDelimiter(":").formatHex(octets);
    }

    private static boolean isOurs(NetworkConfig config, Link link) {
        return link.kind().equals("vxlan")
                && link.vni() == config.vni()
                && link.local().equals(config.nodeIp());
    }

    private static void addresses(
            @org.jspecify.annotations.Nullable Link link, String name, Set<String> wanted, List<String> lines) {
        List<String> had = link == null ? List.of() : link.addresses();
        had.stream()
                .filter(address -> !wanted.contains(address))
                .forEach(address -> lines.add("address del " + address + " dev " + name));
        wanted.stream()
                .filter(address -> !had.contains(address))
                .forEach(address -> lines.add("address add " + address + " dev " + name));
    }

    private static void missing(
            Map<String, String> wanted, Map<String, String> had, java.util.function.BiConsumer<String, String> action) {
        wanted.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(had.get(entry.getKey())))
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
    }

    private static void gone(
            Map<String, String> had, Map<String, String> wanted, java.util.function.Consumer<String> action) {
        had.keySet().stream().filter(key -> !wanted.containsKey(key)).sorted().forEach(action);
    }
}
