package io.quarterdeck.scheduler;

import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.scheduler.Reason.Helps;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The pods that wait for a node: the most important first, then the oldest. A pod that fitted nowhere waits aside until
 * something changes that could help, and no less than its back-off. Owned by the thread that owns the cache.
 */
final class SchedulingQueue {

    /** Long enough not to spin on a cluster that changes all the time, short enough not to be felt at the first try. */
    static final Duration BACKOFF_FIRST = Duration.ofMillis(100);

    /** As in Kubernetes. */
    static final Duration BACKOFF_MAX = Duration.ofSeconds(10);

    /** The safety net: an unschedulable pod is looked at again so often even if nothing seemed to help. */
    static final Duration ASIDE_MAX = Duration.ofMinutes(5);

    private static final int DOUBLINGS_MAX = 10;

    private static final Comparator<PodView> ORDER = Comparator.comparing(
                    (PodView pod) -> pod.wants().priority(), Comparator.reverseOrder())
            .thenComparing(PodView::created)
            .thenComparing(PodView::key);

    private final TreeSet<PodView> active = new TreeSet<>(ORDER);
    private final Map<ObjectKey, Waiting> waiting = new HashMap<>();

    /**
     * A pod that was tried without success.
     *
     * @param helps null while it waits only for its back-off
     */
    private record Waiting(
            PodView pod,
            int tries,
            Instant triedAt,
            @Nullable Helps helps) {

        Instant readyAt() {
            if (helps != null) {
                return triedAt.plus(ASIDE_MAX);
            }
            return triedAt.plus(backoff(tries));
        }
    }

    private final Map<ObjectKey, PodView> known = new HashMap<>();
    private final Map<ObjectKey, Integer> tries = new HashMap<>();

    /** Takes in a pending pod, or what has changed of one. */
    void offer(PodView pod, Instant now) {
        PodView before = known.put(pod.key(), pod);
        if (before == null) {
            active.add(pod);
            return;
        }
        if (active.remove(before)) {
            active.add(pod);
            return;
        }
        Waiting aside = waiting.get(pod.key());
        if (aside == null) {
            return;
        }
        boolean other = !before.wants().equals(pod.wants())
                || !before.labels().equals(pod.labels())
                || !before.uid().equals(pod.uid());
        waiting.put(pod.key(), new Waiting(pod, aside.tries(), aside.triedAt(), other ? null : aside.helps()));
        release(now);
    }

    /** Forgets a pod that is bound, gone or not ours. */
    void remove(ObjectKey key) {
        PodView pod = known.remove(key);
        if (pod != null) {
            active.remove(pod);
        }
        waiting.remove(key);
        tries.remove(key);
    }

    /** The next pod to decide on; it stays known until it is removed or put aside. Null if none is due. */
    @Nullable
    PodView next() {
        return active.pollFirst();
    }

    /** Puts a pod aside until a change that helps. */
    void unschedulable(PodView pod, Helps helps, Instant now) {
        putAside(pod, helps, now);
    }

    /** Puts a pod aside only for its back-off: the failure had nothing to do with the nodes. */
    void retry(PodView pod, Instant now) {
        putAside(pod, null, now);
    }

    /** Lets those go that such a change could help; they still serve their back-off. */
    void helped(Helps change, Instant now) {
        waiting.replaceAll(
                (key, aside) -> aside.helps() != null && aside.helps().compareTo(change) >= 0
                        ? new Waiting(aside.pod(), aside.tries(), aside.triedAt(), null)
                        : aside);
        release(now);
    }

    /** Makes active what has waited long enough. */
    void release(Instant now) {
        Iterator<Waiting> each = waiting.values().iterator();
        while (each.hasNext()) {
            Waiting aside = each.next();
            if (!aside.readyAt().isAfter(now)) {
                each.remove();
                active.add(aside.pod());
            }
        }
    }

    /** How long until a waiting pod is due even if nothing changes; empty if none waits. */
    Optional<Duration> nextRelease(Instant now) {
        return waiting.values().stream()
                .map(Waiting::readyAt)
                .min(Comparator.naturalOrder())
                .map(at -> Duration.between(now, at))
                .map(left -> left.isPositive() ? left : Duration.ofMillis(1));
    }

    private void putAside(PodView pod, @Nullable Helps helps, Instant now) {
        PodView latest = known.get(pod.key());
        if (latest == null || !latest.uid().equals(pod.uid())) {
            return;
        }
        int count = tries.merge(pod.key(), 1, Integer::sum);
        waiting.put(pod.key(), new Waiting(latest, count, now, helps));
    }

    private static Duration backoff(int tries) {
        Duration delay = BACKOFF_FIRST.multipliedBy(1L << Math.min(tries - 1, DOUBLINGS_MAX));
        return delay.compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : delay;
    }
}
