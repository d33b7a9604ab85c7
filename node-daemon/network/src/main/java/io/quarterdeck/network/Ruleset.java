package io.quarterdeck.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The content of one nftables table, as values: equal rulesets mean equal tables. Texts are nft's own spelling.
 *
 * @param containers sets and maps, by name
 * @param chains by name, in the order in which they are declared
 * @param datagrams where each UDP address leads to: the kernel's memory of a flow must be wiped when its end has gone
 */
record Ruleset(Map<String, Container> containers, Map<String, Chain> chains, Map<Datagram, Set<String>> datagrams) {

    Ruleset {
        containers = Collections.unmodifiableMap(new LinkedHashMap<>(containers));
        chains = Collections.unmodifiableMap(new LinkedHashMap<>(chains));
        datagrams = Map.copyOf(datagrams);
    }

    /**
     * A set or a map.
     *
     * @param kind {@code set} or {@code map}
     * @param declaration what stands between its braces
     * @param elements the value by key; values of a set are empty. Elements that the kernel adds itself are not here
     */
    record Container(String kind, String declaration, Map<String, String> elements) {
        Container {
            elements = Collections.unmodifiableMap(new LinkedHashMap<>(elements));
        }
    }

    /**
     * A chain.
     *
     * @param hook where the kernel enters it; empty for one that is only jumped to
     */
    record Chain(String hook, List<String> rules) {
        Chain {
            rules = List.copyOf(rules);
        }
    }

    /**
     * A UDP address that is translated.
     *
     * @param address empty for every local one
     */
    record Datagram(String address, int port) {}
}
