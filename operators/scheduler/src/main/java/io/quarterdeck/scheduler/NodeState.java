package io.quarterdeck.scheduler;

import io.quarterdeck.model.ObjectKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node with the pods on it, bound or assumed. Owned by the thread that owns the {@link SchedulerCache}.
 *
 * <p>Hot path: a decision reads thousands of these, so what is taken is kept as plain sums.
 */
final class NodeState {

    /** What a container that asks for nothing is taken to use when nodes are compared, as in Kubernetes. */
    private static final long CPU_GUESS = 100;

    private static final long MEMORY_GUESS = 200L << 20;

    private final Map<ObjectKey, PodView> pods = new HashMap<>();
    private final Map<String, Integer> podsByOwner = new HashMap<>();
    private @Nullable NodeView view;
    private Amounts taken = Amounts.NONE;
    private long cpuLikely;
    private long memoryLikely;

    /** The node itself; null while only pods are known of it. */
    @Nullable
    NodeView view() {
        return view;
    }

    void view(@Nullable NodeView changed) {
        view = changed;
    }

    Map<ObjectKey, PodView> pods() {
        return pods;
    }

    Amounts taken() {
        return taken;
    }

    /** What its pods will likely use, in thousandths of a core. */
    long cpuLikely() {
        return cpuLikely;
    }

    /** What its pods will likely use, in bytes. */
    long memoryLikely() {
        return memoryLikely;
    }

    /** How many pods of one controller it runs. */
    int podsOf(String ownerUid) {
        return podsByOwner.getOrDefault(ownerUid, 0);
    }

    void add(PodView pod) {
        pods.put(pod.key(), pod);
        Amounts amounts = pod.wants().amounts();
        taken = taken.plus(amounts);
        cpuLikely += cpuLikely(amounts);
        memoryLikely += memoryLikely(amounts);
        if (!pod.ownerUid().isEmpty()) {
            podsByOwner.merge(pod.ownerUid(), 1, Integer::sum);
        }
    }

    void remove(PodView pod) {
        pods.remove(pod.key());
        Amounts amounts = pod.wants().amounts();
        taken = taken.minus(amounts);
        cpuLikely -= cpuLikely(amounts);
        memoryLikely -= memoryLikely(amounts);
        if (!pod.ownerUid().isEmpty()) {
            podsByOwner.computeIfPresent(pod.ownerUid(), (uid, count) -> count == 1 ? null : count - 1);
        }
    }

    static long cpuLikely(Amounts amounts) {
        return amounts.cpu() == 0 ? CPU_GUESS : amounts.cpu();
    }

    static long memoryLikely(Amounts amounts) {
        return amounts.memory() == 0 ? MEMORY_GUESS : amounts.memory();
    }
}
