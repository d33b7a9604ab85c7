package io.quarterdeck.network;

import io.quarterdeck.network.Ruleset.Chain;
import io.quarterdeck.network.Ruleset.Container;
import io.quarterdeck.network.Ruleset.Datagram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nft batch that leads from one ruleset to another, as one transaction. Pure. */
final class RulesetDiff {

    /** Elements in one command, so that no line of a batch grows without bound. */
    private static final int ELEMENTS_MAX = 1_000;

    private final String table;
    private final StringBuilder batch = new StringBuilder();

    private RulesetDiff(String table) {
        this.table = "ip " + table + " ";
    }

    /** Replaces whatever the table holds, without a moment in which it holds nothing. */
    static String replacement(String table, Ruleset to) {
        RulesetDiff diff = new RulesetDiff(table);
        diff.batch.append("add table ip ").append(table).append('\n');
        diff.batch.append("delete table ip ").append(table).append('\n');
        diff.batch.append("add table ip ").append(table).append('\n');
        diff.write(new Ruleset(Map.of(), Map.of(), Map.of()), to);
        return diff.batch.toString();
    }

    /** Changes only what differs; empty if nothing does. */
    static String difference(String table, Ruleset from, Ruleset to) {
        RulesetDiff diff = new RulesetDiff(table);
        diff.write(from, to);
        return diff.batch.toString();
    }

    /** A UDP flow that the kernel would still lead to an endpoint that is gone. */
    record StaleFlow(String address, int port, String endpoint) {}

    static List<StaleFlow> staleFlows(Ruleset from, Ruleset to) {
        List<StaleFlow> stale = new ArrayList<>();
        from.datagrams().forEach((front, ends) -> {
            Set<String> live = to.datagrams().getOrDefault(front, Set.of());
            for (String end : ends) {
                if (!live.contains(end)) {
                    stale.add(flow(front, end));
                }
            }
        });
        return stale;
    }

    private static StaleFlow flow(Datagram front, String end) {
        return new StaleFlow(front.address(), front.port(), end);
    }

    /** Everything is declared before it is referred to, and deleted only when nothing refers to it any more. */
    private void write(Ruleset from, Ruleset to) {
        to.containers().forEach((name, container) -> {
            if (!from.containers().containsKey(name)) {
                line("add " + container.kind(), name, "{ " + container.declaration() + " }");
            }
        });
        to.chains().forEach((name, chain) -> {
            if (!from.chains().containsKey(name)) {
                line("add chain", name, chain.hook().isEmpty() ? "" : "{ " + chain.hook() + " }");
            }
        });
        to.chains().forEach((name, chain) -> rules(name, from.chains().get(name), chain));
        from.containers().forEach((name, container) -> deleteElements(name, container, to));
        to.containers().forEach((name, container) -> addElements(name, from, container));
        List<String> deadChains = from.chains().keySet().stream()
                .filter(name -> !to.chains().containsKey(name))
                .toList();
        deadChains.forEach(name -> line("flush chain", name, ""));
        deadChains.forEach(name -> line("delete chain", name, ""));
        from.containers().forEach((name, container) -> {
            if (!to.containers().containsKey(name)) {
                line("delete " + container.kind(), name, "");
            }
        });
    }

    private void rules(String name, @org.jspecify.annotations.Nullable Chain old, Chain chain) {
        if (old != null) {
            if (old.rules().equals(chain.rules())) {
                return;
            }
            line("flush chain", name, "");
        }
        chain.rules().forEach(rule -> line("add rule", name, rule));
    }

    private void deleteElements(String name, Container container, Ruleset to) {
        Container kept = to.containers().get(name);
        if (kept == null) {
            return;
        }
        List<String> gone = new ArrayList<>();
        container.elements().forEach((key, value) -> {
            if (!value.equals(kept.elements().get(key))) {
                gone.add(key);
            }
        });
        elements("delete element", name, gone);
    }

    private void addElements(String name, Ruleset from, Container container) {
        Container old = from.containers().get(name);
        List<String> fresh = new ArrayList<>();
        container.elements().forEach((key, value) -> {
            if (old == null || !value.equals(old.elements().get(key))) {
                fresh.add(value.isEmpty() ? key : key + " : " + value);
            }
        });
        elements("add element", name, fresh);
    }

    private void elements(String command, String name, List<String> elements) {
        for (int i = 0; i < elements.size(); i += ELEMENTS_MAX) {
            List<String> part = elements.subList(i, Math.min(i + ELEMENTS_MAX, elements.size()));
            line(command, name, "{ " + String.join(", ", part) + " }");
        }
    }

    private void line(String command, String name, String rest) {
        batch.append(command)
                .append(' ')
                .append(table)
                .append(name)
                .append(' ')
                .append(rest)
                .append('\n');
    }
}
