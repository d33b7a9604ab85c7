package io.quarterdeck.network;

import io.quarterdeck.network.Ruleset.Chain;
import io.quarterdeck.network.Ruleset.Container;
import io.quarterdeck.network.Ruleset.Datagram;
import io.quarterdeck.network.RulesetPlanner.Backend;
import io.quarterdeck.network.RulesetPlanner.Front;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Gathers fronts and their backends into a {@link Ruleset}. Pure.
 *
 * <p>Hot path. A chain with an anonymous map for each service costs the kernel seconds at 5,000 services. So services
 * share chains, and differ in elements only: the backends of a front are numbered, and number <i>i</i> of every front is
 * an element of the map {@code slot-i}. The map {@code services} sends a front with <i>n</i> backends to the chain
 * {@code pick-n}, which draws a number and goes on to the chain {@code slot-i}, which translates by the map of that name.
 * A change of endpoints is then a handful of elements; README.md has the figures.
 *
 * <p>Only a front with session affinity has chains of its own: one that asks each backend's set of known clients, and one
 * for each backend.
 */
final class Balancer {

    /** Clients that one endpoint remembers; the kernel forgets none early, further ones are balanced anew each time. */
    private static final int AFFINITY_CLIENTS_MAX = 65_535;

    private final Map<String, Map<String, String>> elements = new LinkedHashMap<>();
    private final Map<String, String> declarations = new LinkedHashMap<>();
    private final Map<String, Chain> chains = new LinkedHashMap<>();
    private final Map<Datagram, Set<String>> datagrams = new HashMap<>();

    Balancer(NetworkConfig config) {
        BaseRules.containers().forEach((name, declaration) -> {
            declarations.put(name, declaration);
            elements.put(name, new LinkedHashMap<>());
        });
        chains.putAll(BaseRules.chains(config));
    }

    /** Leads a front to its backends; without any, nothing is translated and the base rules refuse. */
    void balance(Front front, List<Backend> backends, int affinitySeconds) {
        // Two services may claim the same address and port; the first keeps it.
        if (backends.isEmpty() || taken(front)) {
            return;
        }
        for (Backend backend : backends) {
            if (backend.local()) {
                elements("hairpin").put(backend.address() + " . " + backend.address(), "");
            }
        }
        if (front.protocol().equals("udp")) {
            datagrams
                    .computeIfAbsent(new Datagram(front.address(), front.port()), key -> new LinkedHashSet<>())
                    .addAll(backends.stream().map(Backend::address).toList());
        }
        dispatch(front).put(front.element(), "goto " + target(front, backends, affinitySeconds));
    }

    /** Answers "nobody is here" at once. */
    void refuse(Front front) {
        if (!taken(front)) {
            elements(front.address().isEmpty() ? "refused-node-ports" : "refused")
                    .put(front.element(), "");
        }
    }

    /** Lets packets vanish: another node may well serve them. */
    void drop(Front front) {
        dispatch(front).putIfAbsent(front.element(), "drop");
    }

    Ruleset ruleset() {
        Map<String, Container> containers = new LinkedHashMap<>();
        declarations.forEach((name, declaration) -> {
            int space = declaration.indexOf(' ');
            containers.put(
                    name,
                    new Container(
                            declaration.substring(0, space),
                            declaration.substring(space + 1),
                            elements.getOrDefault(name, Map.of())));
        });
        return new Ruleset(containers, chains, datagrams);
    }

    private String target(Front front, List<Backend> backends, int affinitySeconds) {
        if (affinitySeconds > 0 && backends.size() > 1) {
            return addAffinity(front, backends, affinitySeconds);
        }
        for (int i = 0; i < backends.size(); i++) {
            slot(front, i).put(front.element(), backends.get(i).element());
        }
        if (backends.size() == 1) {
            return front.family() + "slot-0";
        }
        String pick = front.family() + "pick-" + backends.size();
        chains.computeIfAbsent(
                pick, name -> new Chain("", List.of(draw(backends.size(), i -> front.family() + "slot-" + i))));
        return pick;
    }

    private String addAffinity(Front front, List<Backend> backends, int seconds) {
        String name = "stay-" + front.chainName();
        List<String> ends = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        for (Backend backend : backends) {
            String end = name + "/" + backend.address() + "-" + backend.port();
            ends.add(end);
            declarations.put(end, "set type ipv4_addr; flags dynamic,timeout; size " + AFFINITY_CLIENTS_MAX + ";");
            String translate =
                    "meta l4proto " + front.protocol() + " dnat to " + backend.address() + ":" + backend.port();
            // The second rule is for the client that found the set full.
            chains.put(
                    end,
                    new Chain(
                            "",
                            List.of(
                                    "update @" + end + " { ip saddr timeout " + seconds + "s } " + translate,
                                    translate)));
            rules.add("ip saddr @" + end + " goto " + end);
        }
        rules.add(draw(ends.size(), ends::get));
        chains.put(name, new Chain("", rules));
        return name;
    }

    private static String draw(int count, java.util.function.IntFunction<String> chain) {
        return IntStream.range(0, count)
                .mapToObj(i -> i + " : goto " + chain.apply(i))
                .collect(Collectors.joining(", ", "numgen random mod " + count + " vmap { ", " }"));
    }

    private Map<String, String> slot(Front front, int index) {
        String name = front.family() + "slot-" + index;
        if (!declarations.containsKey(name)) {
            declarations.put(name, "map type " + BaseRules.keyType(front) + " : ipv4_addr . inet_service;");
            chains.put(
                    name,
                    new Chain(
                            "",
                            List.of("meta l4proto != icmp dnat to " + BaseRules.keyExpression(front) + " map @"
                                    + name)));
        }
        return elements(name);
    }

    private boolean taken(Front front) {
        return dispatch(front).containsKey(front.element());
    }

    private Map<String, String> dispatch(Front front) {
        return elements(front.family() + "services");
    }

    private Map<String, String> elements(String name) {
        return elements.computeIfAbsent(name, key -> new LinkedHashMap<>());
    }
}
