package io.quarterdeck.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.network.LinkPlanner.Batch;
import io.quarterdeck.network.LinkPlanner.Entries;
import io.quarterdeck.network.LinkPlanner.Link;
import io.quarterdeck.network.LinkPlanner.Peer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the host's links and routes and carries out what {@link LinkPlanner} decided. Not for two threads at once. */
final class HostLinks {

    private static final System.Logger LOG = System.getLogger(HostLinks.class.getName());

    private final Commands commands;
    private final NetworkConfig config;

    HostLinks(Commands commands, NetworkConfig config) {
        this.commands = commands;
        this.config = config;
    }

    /** Makes what every node has; gives back the pods' MTU. */
    int ensureBase() throws CommandException, InterruptedException {
        refuseForeignRange();
        Map<String, Link> links = links();
        int mtu = LinkPlanner.mtu(config, links);
        batch("ip", LinkPlanner.base(config, links, mtu));
        set(Map.of("net/ipv4/ip_forward", "1"));
        return mtu;
    }

    /** Makes the pods' bridge. */
    void ensureBridge(Cidr own, int mtu) throws CommandException, InterruptedException {
        batch("ip", LinkPlanner.bridge(config, links(), own, mtu));
        open(config.bridge());
    }

    /** Makes the overlay fit the nodes that there are. A lone node needs none. */
    void ensureOverlay(Cidr own, int mtu, List<Peer> peers) throws CommandException, InterruptedException {
        Map<String, Link> links = links();
        boolean exists = links.containsKey(config.overlay());
        if (!exists && peers.isEmpty()) {
            return;
        }
        Batch batch = LinkPlanner.overlay(
                config, links, own, mtu, peers, exists ? entries() : new Entries(Map.of(), Map.of(), Map.of()));
        batch("ip", batch.ip());
        batch("bridge", batch.bridge());
        open(config.overlay());
    }

    /** Removes every link, route and rule that carries the cluster's name. What is not there is not missed. */
    void purge() throws InterruptedException {
        attempt("nft", "delete", "table", "ip", config.table());
        attempt("ip", "link", "del", config.overlay());
        attempt("ip", "link", "del", config.bridge());
        attempt("ip", "link", "del", config.serviceLink());
        attempt("ip", "route", "del", "blackhole", config.podCidr().toString(), "metric", "4294967295");
        attempt("ip", "route", "del", "blackhole", config.serviceCidr().toString(), "metric", "4294967295");
    }

    private void attempt(String... command) throws InterruptedException {
        try {
            commands.run(command);
        } catch (CommandException e) {
            LOG.log(System.Logger.Level.DEBUG, "nothing to remove: {0}", e.getMessage());
        }
    }

    /** Two clusters in one network namespace must not claim one range: each would take the other's packets. */
    private void refuseForeignRange() throws CommandException, InterruptedException {
        for (JsonNode route :
                json("ip", "-j", "route", "show", config.serviceCidr().toString())) {
            String dev = Json.text(route, "dev");
            if (dev.startsWith("qd") && dev.endsWith("dns") && !dev.equals(config.serviceLink())) {
                throw new IllegalStateException("the service range " + config.serviceCidr()
                        + " belongs to another cluster on this host (link " + dev + "): choose another one");
            }
        }
    }

    private Map<String, Link> links() throws CommandException, InterruptedException {
        Map<String, Link> links = new LinkedHashMap<>();
        for (JsonNode link : json("ip", "-j", "-d", "address", "show")) {
            List<String> addresses = new ArrayList<>();
            for (JsonNode address : Json.items(link, "addr_info")) {
                if (Json.text(address, "family").equals("inet")) {
                    addresses.add(Json.text(address, "local") + "/" + Json.text(address, "prefixlen"));
                }
            }
            String name = Json.text(link, "ifname");
            links.put(
                    name,
                    new Link(
                            name,
                            Json.text(link, "linkinfo", "info_kind"),
                            Json.at(link, "mtu").asInt(),
                            addresses,
                            Json.at(link, "linkinfo", "info_data", "id").asInt(0),
                            Json.text(link, "linkinfo", "info_data", "local")));
        }
        return links;
    }

    private Entries entries() throws CommandException, InterruptedException {
        Map<String, String> routes = new HashMap<>();
        for (JsonNode route : json("ip", "-j", "route", "show", "dev", config.overlay())) {
            routes.put(Json.text(route, "dst"), Json.text(route, "gateway"));
        }
        Map<String, String> neighbours = new HashMap<>();
        for (JsonNode neighbour : json("ip", "-j", "-4", "neighbor", "show", "dev", config.overlay())) {
            boolean permanent = Json.items(neighbour, "state").stream()
                    .anyMatch(state -> state.asText("").equals("PERMANENT"));
            if (permanent) {
                neighbours.put(Json.text(neighbour, "dst"), Json.text(neighbour, "lladdr"));
            }
        }
        Map<String, String> forwards = new HashMap<>();
        for (JsonNode forward : json("bridge", "-j", "fdb", "show", "dev", config.overlay())) {
            if (!Json.text(forward, "dst").isEmpty()) {
                forwards.put(Json.text(forward, "mac"), Json.text(forward, "dst"));
            }
        }
        return new Entries(routes, neighbours, forwards);
    }

    /**
     * Lets answers come in by a link that the kernel would not itself choose for their source, and lets the host speak to
     * its node ports through its loopback; what others address to that loopback is dropped by the rules.
     */
    private void open(String link) throws CommandException, InterruptedException {
        set(Map.of(
                "net/ipv4/conf/" + link + "/rp_filter", "2",
                "net/ipv4/conf/" + link + "/route_localnet", "1"));
    }

    /** Writes kernel settings, only those that differ: forwarding, written again, resets other settings. */
    private void set(Map<String, String> settings) throws CommandException, InterruptedException {
        StringBuilder script = new StringBuilder();
        settings.forEach((name, value) -> script.append("f=/proc/sys/")
                .append(name)
                .append("; [ \"$(cat $f)\" = ")
                .append(value)
                .append(" ] || echo ")
                .append(value)
                .append(" > $f || exit 1\n"));
        commands.feed(script.toString(), "sh", "-s");
    }

    private void batch(String tool, List<String> lines) throws CommandException, InterruptedException {
        if (!lines.isEmpty()) {
            commands.feed(String.join("\n", lines) + "\n", tool, "-batch", "-");
        }
    }

    private List<JsonNode> json(String... command) throws CommandException, InterruptedException {
        String text = commands.run(command).strip();
        if (text.isEmpty()) {
            return List.of();
        }
        List<JsonNode> items = new ArrayList<>();
        Json.parse(text.getBytes(StandardCharsets.UTF_8)).forEach(items::add);
        return items;
    }
}
