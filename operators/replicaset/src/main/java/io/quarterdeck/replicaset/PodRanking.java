package io.quarterdeck.replicaset;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which pod a ReplicaSet gives up first: the one whose loss hurts least.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset">scaling</a>
 */
final class PodRanking {

    private PodRanking() {}

    /**
     * The order of giving up.
     *
     * @param podsByNode how many pods of the same owner's ReplicaSets each node runs
     */
    static Comparator<PodView> order(Map<String, Integer> podsByNode, Instant now) {
        return Comparator.comparing((PodView pod) -> !pod.node().isEmpty())
                .thenComparing(PodView::phase)
                .thenComparing(PodView::ready)
                .thenComparingInt(PodView::deletionCost)
                // A node that runs many of them loses one first, so that the rest stay spread.
                .thenComparing(pod -> podsByNode.getOrDefault(pod.node(), 0), Comparator.reverseOrder())
                .thenComparingInt(pod -> magnitude(pod.readySince(), now))
                .thenComparing(PodView::restarts, Comparator.reverseOrder())
                .thenComparingInt(pod -> magnitude(pod.created(), now))
                .thenComparing(PodView::uid)
                .thenComparing(PodView::key);
    }

    /**
     * The age as a power of two. Comparing magnitudes instead of ages leaves ages that are nearly equal to chance (the
     * uid), so that a domain that came up a moment later does not lose all its pods.
     */
    private static int magnitude(@Nullable Instant since, Instant now) {
        if (since == null) {
            return -1;
        }
        long millis = Math.max(0, Duration.between(since, now).toMillis());
        return Long.SIZE - Long.numberOfLeadingZeros(millis);
    }
}
