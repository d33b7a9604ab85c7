package io.quarterdeck.nodelifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Decides whether a pod may stay where it is. Pure: no clock, no I/O, no logging. */
final class PodPlanner {

    /** A node that was deleted by mistake may register again; as upstream. */
    static final Duration ABANDONED_AFTER = Duration.ofSeconds(40);

    private PodPlanner() {}

    /**
     * A pod and its node at one moment.
     *
     * @param node empty if there is none of that name
     * @param missingSince when the node was first found missing
     */
    record Observed(PodView pod, Optional<NodeView> node, Instant missingSince, Instant now) {}

    sealed interface Decision {
        record Stay() implements Decision {}

        record LookAgain(Duration after) implements Decision {}

        /** Asks it to end, as its node is tainted. */
        record Evict() implements Decision {}

        /** Removes it at once: there is nobody who could end it. */
        record Remove(String why) implements Decision {}

        /** Says that it serves no more, as its node cannot be trusted to. */
        record MarkNotReady() implements Decision {}
    }

    static Decision decide(Observed observed) {
        PodView pod = observed.pod();
        if (pod.node().isEmpty()) {
            return pod.deleting() ? new Decision.Remove("it was never bound to a node") : new Decision.Stay();
        }
        if (observed.node().isEmpty()) {
            Duration missing = Duration.between(observed.missingSince(), observed.now());
            return missing.compareTo(ABANDONED_AFTER) >= 0
                    ? new Decision.Remove("its node does not exist")
                    : new Decision.LookAgain(ABANDONED_AFTER.minus(missing));
        }
        NodeView node = observed.node().get();
        if (pod.ready() && node.ready().equals("Unknown")) {
            return new Decision.MarkNotReady();
        }
        return pod.deleting() || pod.finished() ? new Decision.Stay() : tolerate(pod, node.evicting(), observed.now());
    }

    private static Decision tolerate(PodView pod, List<Taint> taints, Instant now) {
        Duration shortest = null;
        for (Taint taint : taints) {
            List<Toleration> tolerations = pod.tolerations().stream()
                    .filter(toleration -> toleration.tolerates(taint))
                    .toList();
            if (tolerations.isEmpty()) {
                return new Decision.Evict();
            }
            OptionalLong seconds = tolerations.stream()
                    .map(Toleration::seconds)
                    .filter(OptionalLong::isPresent)
                    .mapToLong(OptionalLong::getAsLong)
                    .min();
            if (seconds.isPresent()) {
                Instant end = taint.added().orElse(now).plusSeconds(Math.max(0, seconds.getAsLong()));
                Duration left = Duration.between(now, end);
                shortest = shortest == null || left.compareTo(shortest) < 0 ? left : shortest;
            }
        }
        if (shortest == null) {
            return new Decision.Stay();
        }
        return shortest.isPositive() ? new Decision.LookAgain(shortest) : new Decision.Evict();
    }
}
