package io.quarterdeck.scheduler;

import io.quarterdeck.scheduler.TopologyCounts.Tally;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a node must hold for one pod. Pure; made once per decision, so that what does not depend on the node is worked out
 * once.
 *
 * <p>Hot path: asked for up to every node at every decision; the cheap and telling questions come first.
 */
final class Filters {

    private final PodView pod;
    private final PodView.Wants wants;
    private final List<Tally> repelling;
    private final List<Tally> apart;
    private final List<Near> near;
    private final List<Spread> spread;

    Filters(PodView pod, SchedulerCache cache) {
        this.pod = pod;
        this.wants = pod.wants();
        TopologyCounts counts = cache.counts();
        this.repelling = counts.repelling(pod);
        this.apart = wants.pods().apart().stream().map(counts::of).toList();
        List<Near> company = new ArrayList<>();
        for (TopologyTerm term : wants.pods().near()) {
            company.add(new Near(counts.of(term), counts.matches(term, pod)));
        }
        // The first of a group that wants to be together has nobody to join: it may start anywhere.
        boolean first = company.stream().allMatch(one -> one.tally().nowhere() && one.self());
        this.near = company.stream().map(one -> new Near(one.tally(), first)).toList();
        List<Spread> constraints = new ArrayList<>();
        for (SpreadConstraint constraint : wants.spread()) {
            if (constraint.hard()) {
                constraints.add(spread(constraint, cache));
            }
        }
        this.spread = List.copyOf(constraints);
    }

    /** Company that the pod must have; {@code self} if the pod itself would do. */
    private record Near(Tally tally, boolean self) {}

    /** A hard constraint with the fewest pods that any domain has. */
    private record Spread(Tally tally, int maxSkew, int fewest, int self) {}

    /** Why the node cannot take the pod; empty if it can. */
    List<Reason> reasons(NodeState node, NodeView view) {
        if (view.unschedulable() && !Taint.UNSCHEDULABLE.toleratedBy(wants.tolerations())) {
            return List.of(Reason.CORDONED);
        }
        for (Taint taint : view.taints()) {
            if (taint.forbids() && !taint.toleratedBy(wants.tolerations())) {
                return List.of(Reason.taint(taint));
            }
        }
        if (!wants.nodes().allows(view)) {
            return List.of(Reason.LABELS);
        }
        if (!wants.ports().isEmpty() && portTaken(node)) {
            return List.of(Reason.PORTS);
        }
        List<Reason> room = room(node, view);
        return room.isEmpty() ? topology(view.labels()) : room;
    }

    private List<Reason> room(NodeState node, NodeView view) {
        Amounts taken = node.taken();
        Amounts has = view.allocatable();
        Amounts asks = wants.amounts();
        boolean fits = node.pods().size() < view.podsMax()
                && (asks.cpu() == 0 || asks.cpu() <= has.cpu() - taken.cpu())
                && (asks.memory() == 0 || asks.memory() <= has.memory() - taken.memory())
                && (asks.storage() == 0 || asks.storage() <= has.storage() - taken.storage())
                && asks.extended().isEmpty();
        if (fits) {
            return List.of();
        }
        List<Reason> reasons = new ArrayList<>();
        if (node.pods().size() >= view.podsMax()) {
            reasons.add(Reason.PODS);
        }
        lack("cpu", asks.cpu(), has.cpu() - taken.cpu(), reasons);
        lack("memory", asks.memory(), has.memory() - taken.memory(), reasons);
        lack("ephemeral-storage", asks.storage(), has.storage() - taken.storage(), reasons);
        asks.extended().forEach((name, amount) -> {
            long left = has.extended().getOrDefault(name, 0L) - taken.extended().getOrDefault(name, 0L);
            lack(name, amount, left, reasons);
        });
        return reasons;
    }

    private static void lack(String resource, long asks, long left, List<Reason> reasons) {
        if (asks > 0 && asks > left) {
            reasons.add(Reason.insufficient(resource));
        }
    }

    private boolean portTaken(NodeState node) {
        for (PodView other : node.pods().values()) {
            for (HostPort taken : other.wants().ports()) {
                for (HostPort port : wants.ports()) {
                    if (port.conflictsWith(taken)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private List<Reason> topology(Map<String, String> labels) {
        for (Spread constraint : spread) {
            String domain = labels.getOrDefault(constraint.tally().key(), "");
            if (domain.isEmpty()) {
                return List.of(Reason.NO_DOMAIN);
            }
            int there = constraint.tally().matching(domain) + constraint.self();
            if (there - constraint.fewest() > constraint.maxSkew()) {
                return List.of(Reason.SPREAD);
            }
        }
        for (Near company : near) {
            String domain = labels.getOrDefault(company.tally().key(), "");
            if (domain.isEmpty() || (company.tally().matching(domain) == 0 && !company.self())) {
                return List.of(Reason.NEAR);
            }
        }
        for (Tally tally : apart) {
            if (tally.matching(labels.getOrDefault(tally.key(), "")) > 0) {
                return List.of(Reason.APART);
            }
        }
        for (Tally tally : repelling) {
            if (tally.repelled(labels.getOrDefault(tally.key(), "")) > 0) {
                return List.of(Reason.REPELLED);
            }
        }
        return List.of();
    }

    private Spread spread(SpreadConstraint constraint, SchedulerCache cache) {
        Tally tally = cache.counts().of(constraint.term());
        Set<String> domains = new HashSet<>();
        for (NodeState node : cache.nodes()) {
            NodeView view = node.view();
            if (view != null && (!constraint.affinityHonoured() || wants.nodes().allows(view))) {
                domains.add(view.labels().getOrDefault(tally.key(), ""));
            }
        }
        domains.remove("");
        int fewest = domains.size() < constraint.domainsMin()
                ? 0
                : domains.stream().mapToInt(tally::matching).min().orElse(0);
        int self = cache.counts().matches(constraint.term(), pod) ? 1 : 0;
        return new Spread(tally, constraint.maxSkew(), fewest, self);
    }
}
