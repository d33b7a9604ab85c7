package io.quarterdeck.replicaset;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what a ReplicaSet needs next. Pure: no clock, no I/O, no logging. */
final class ReplicaSetPlanner {

    /** Pods made or deleted in one pass: more would keep the status from being reported for too long. */
    static final int BURST_MAX = 500;

    private ReplicaSetPlanner() {}

    /**
     * What the ReplicaSet's pods are, and what is to be done.
     *
     * @param owned its pods once the actions that claim and let go are done
     */
    record Plan(List<PodView> owned, List<Action> actions) {
        Plan {
            owned = List.copyOf(owned);
            actions = List.copyOf(actions);
        }
    }

    /** One step, to be carried out in the plan's order. */
    sealed interface Action {
        /** Puts the ReplicaSet's controller reference on an orphan that it selects. */
        record Adopt(PodView pod) implements Action {}

        /** Takes the reference off a pod that is no longer selected. */
        record Release(PodView pod) implements Action {}

        record Create(int pods) implements Action {}

        record Delete(PodView pod) implements Action {}
    }

    /**
     * Plans one pass.
     *
     * @param candidates the pods that the set owns and the orphans of its namespace
     * @param podsByNode how many pods of the same owner's ReplicaSets each node runs
     */
    static Plan plan(ReplicaSetView set, List<PodView> candidates, Map<String, Integer> podsByNode, Instant now) {
        List<PodView> owned = new ArrayList<>();
        List<Action> actions = new ArrayList<>();
        for (PodView pod : candidates) {
            claim(set, pod, owned, actions);
        }
        if (!set.deleting()) {
            scale(set, owned, podsByNode, now, actions);
        }
        return new Plan(owned, actions);
    }

    /** When a pod that is ready now will have been ready for long enough; empty if none waits for that. */
    static Optional<Duration> nextAvailability(ReplicaSetView set, List<PodView> owned, Instant now) {
        Duration wait = Duration.ofSeconds(set.minReadySeconds());
        Optional<Duration> next = Optional.empty();
        for (PodView pod : owned) {
            Instant since = pod.readySince();
            if (pod.active() && since != null) {
                Duration left = Duration.between(now, since.plus(wait));
                if (left.isPositive()
                        && next.map(one -> left.compareTo(one) < 0).orElse(true)) {
                    next = Optional.of(left);
                }
            }
        }
        return next;
    }

    private static void claim(ReplicaSetView set, PodView pod, List<PodView> owned, List<Action> actions) {
        if (pod.controllerUid().equals(set.uid())) {
            if (set.selects(pod)) {
                owned.add(pod);
            } else if (!set.deleting() && !pod.deleting()) {
                actions.add(new Action.Release(pod));
            }
        } else if (pod.controllerUid().isEmpty() && set.selects(pod) && pod.active() && !set.deleting()) {
            actions.add(new Action.Adopt(pod));
            owned.add(pod);
        }
    }

    private static void scale(
            ReplicaSetView set,
            List<PodView> owned,
            Map<String, Integer> podsByNode,
            Instant now,
            List<Action> actions) {
        List<PodView> active = owned.stream().filter(PodView::active).toList();
        int missing = set.replicas() - active.size();
        if (missing > 0) {
            actions.add(new Action.Create(Math.min(missing, BURST_MAX)));
        } else if (missing < 0) {
            active.stream()
                    .sorted(PodRanking.order(podsByNode, now))
                    .limit(Math.min(-missing, BURST_MAX))
                    .map(Action.Delete::new)
                    .forEach(actions::add);
        }
    }
}
