package io.quarterdeck.scheduler;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How many pods of which sort each domain holds, kept up to date as pods come and go.
 *
 * <p>Hot path: asking about a domain is one map look-up however many pods there are. A term is counted from the moment that
 * someone asks about it or a pod that carries it is placed; equal terms (those of a Deployment's pods) share one tally.
 */
final class TopologyCounts {

    /** Terms of pods long gone are dropped above this; counting one anew costs one look at every pod. */
    static final int TALLIES_MAX = 1000;

    private final Map<TopologyTerm, Tally> tallies = new HashMap<>();
    private final Function<String, Map<String, String>> namespaceLabels;
    private final Supplier<Collection<NodeState>> nodes;

    /**
     * Nothing counted yet.
     *
     * @param nodes all that is placed, for terms that are asked about for the first time
     */
    TopologyCounts(Function<String, Map<String, String>> namespaceLabels, Supplier<Collection<NodeState>> nodes) {
        this.namespaceLabels = namespaceLabels;
        this.nodes = nodes;
    }

    /** What is counted for one term, by domain. */
    static final class Tally {
        private final TopologyTerm term;
        private final Map<String, Integer> matching = new HashMap<>();
        private final Map<String, Integer> repelled = new HashMap<>();
        private final Map<String, Integer> pull = new HashMap<>();
        private int holders;

        private Tally(TopologyTerm term) {
            this.term = term;
        }

        String key() {
            return term.key();
        }

        /** Pods in a domain that the term speaks of. */
        int matching(String domain) {
            return matching.getOrDefault(domain, 0);
        }

        /** Whether the term speaks of no pod anywhere. */
        boolean nowhere() {
            return matching.isEmpty();
        }

        /** Pods in a domain that must be apart from those that the term speaks of. */
        int repelled(String domain) {
            return repelled.getOrDefault(domain, 0);
        }

        /** How much the pods in a domain wish for those that the term speaks of; negative if they rather would not. */
        int pull(String domain) {
            return pull.getOrDefault(domain, 0);
        }

        private static void add(Map<String, Integer> counts, String domain, int change) {
            counts.merge(domain, change, (had, more) -> had + more == 0 ? null : had + more);
        }
    }

    /** The tally of a term, counted now if nobody asked before. */
    Tally of(TopologyTerm term) {
        Tally known = tallies.get(term);
        if (known != null) {
            return known;
        }
        if (tallies.size() >= TALLIES_MAX) {
            tallies.values().removeIf(tally -> tally.holders == 0);
        }
        Tally tally = new Tally(term);
        tallies.put(term, tally);
        for (NodeState node : nodes.get()) {
            String domain = domain(node, term.key());
            if (!domain.isEmpty()) {
                node.pods().values().forEach(pod -> count(tally, pod, domain, 1));
            }
        }
        return tally;
    }

    /** Those tallies that pods which must be apart from this one hold. */
    List<Tally> repelling(PodView pod) {
        return tallies.values().stream()
                .filter(tally -> !tally.repelled.isEmpty() && matches(tally.term, pod))
                .toList();
    }

    /** Those tallies by which placed pods wish for or against this one. */
    List<Tally> pulling(PodView pod) {
        return tallies.values().stream()
                .filter(tally -> !tally.pull.isEmpty() && matches(tally.term, pod))
                .toList();
    }

    boolean matches(TopologyTerm term, PodView pod) {
        return !(term.staying() && pod.deleting()) && term.matcher().matches(pod, namespaceLabels);
    }

    /** Counts a pod that came to a node (1) or left it (-1); before the node forgets it, and after it knows it. */
    void change(PodView pod, NodeState node, int change) {
        PodAffinity affinity = pod.wants().pods();
        for (Tally tally : tallies.values()) {
            String domain = domain(node, tally.key());
            if (!domain.isEmpty()) {
                count(tally, pod, domain, change);
            }
        }
        for (TopologyTerm term : affinity.apart()) {
            hold(of(term), node, change, change, 0);
        }
        for (TopologyTerm term : affinity.near()) {
            // A pod that needs company is glad of more, though it does not insist.
            hold(of(term), node, change, 0, change);
        }
        for (PodAffinity.Wish wish : affinity.wishes()) {
            hold(of(wish.term()), node, change, 0, change * wish.weight());
        }
    }

    /** Forgets all counts, and counts who holds which term anew: after labels of nodes or namespaces have changed. */
    void recount() {
        tallies.clear();
        for (NodeState node : nodes.get()) {
            for (PodView pod : node.pods().values()) {
                PodAffinity affinity = pod.wants().pods();
                affinity.apart().forEach(term -> hold(of(term), node, 1, 1, 0));
                affinity.near().forEach(term -> hold(of(term), node, 1, 0, 1));
                affinity.wishes().forEach(wish -> hold(of(wish.term()), node, 1, 0, wish.weight()));
            }
        }
    }

    /** The node's domain; empty if it has none. */
    static String domain(NodeState node, String key) {
        NodeView view = node.view();
        return view == null ? "" : view.labels().getOrDefault(key, "");
    }

    private void count(Tally tally, PodView pod, String domain, int change) {
        if (matches(tally.term, pod)) {
            Tally.add(tally.matching, domain, change);
        }
    }

    private static void hold(Tally tally, NodeState node, int change, int repelled, int pull) {
        tally.holders += change;
        String domain = domain(node, tally.key());
        if (domain.isEmpty()) {
            return;
        }
        if (repelled != 0) {
            Tally.add(tally.repelled, domain, repelled);
        }
        if (pull != 0) {
            Tally.add(tally.pull, domain, pull);
        }
    }
}
