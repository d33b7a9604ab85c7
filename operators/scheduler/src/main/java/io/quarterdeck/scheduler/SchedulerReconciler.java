package io.quarterdeck.scheduler;

import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.scheduler.Reason.Helps;
import io.quarterdeck.scheduler.SchedulePlanner.Decision;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what has changed, then decides pod by pod until none is due. There is one key, so there is one worker, and it owns
 * the cache and the queue. Every choice is made in {@link SchedulePlanner}.
 */
final class SchedulerReconciler implements Reconciler {

    private final Changes changes;
    private final PodWriter writer;
    private final InstantSource clock;
    private final SchedulerCache cache = new SchedulerCache();
    private final SchedulingQueue queue = new SchedulingQueue();
    private int start;

    SchedulerReconciler(Changes changes, PodWriter writer, InstantSource clock) {
        this.changes = changes;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key, ApiClient api) throws InterruptedException {
        while (true) {
            takeIn();
            Instant now = clock.instant();
            queue.release(now);
            PodView pod = queue.next();
            if (pod == null) {
                return queue.nextRelease(now).map(Outcome::after).orElse(Outcome.DONE);
            }
            decide(pod, now);
        }
    }

    private void decide(PodView pod, Instant now) throws InterruptedException {
        switch (SchedulePlanner.decide(pod, cache, start)) {
            case Decision.Place(String node, int looked) -> {
                start = (start + looked) % Math.max(1, cache.nodes().size());
                cache.place(pod.on(node));
                queue.remove(pod.key());
                writer.bind(pod, node);
            }
            case Decision.Nowhere(String message, Helps helps) -> {
                queue.unschedulable(pod, helps, now);
                writer.explain(pod, SchedulerStatus.unschedulable(message), true, now);
            }
        }
    }

    private void takeIn() throws InterruptedException {
        for (Change change = changes.next(); change != null; change = changes.next()) {
            Instant now = clock.instant();
            switch (change) {
                case Change.OfPod(ObjectKey key, PodView view) -> {
                    if (view == null) {
                        gone(key, now);
                    } else {
                        pod(view, now);
                    }
                }
                case Change.OfNode(String name, NodeView view) -> {
                    if (cache.node(name, view)) {
                        queue.helped(Helps.NODE, now);
                    }
                }
                case Change.OfNamespace(String name, var labels) -> {
                    cache.namespace(name, labels);
                    queue.helped(Helps.ANY_POD, now);
                }
                case Change.BindingFailed(PodView pod) -> bindingFailed(pod, now);
            }
        }
    }

    private void gone(ObjectKey key, Instant now) {
        queue.remove(key);
        if (cache.remove(key)) {
            queue.helped(Helps.POD_GONE, now);
        }
    }

    private void pod(PodView pod, Instant now) throws InterruptedException {
        PodView before = cache.placed(pod.key());
        if (pod.placed()) {
            queue.remove(pod.key());
            place(pod, before, now);
            return;
        }
        boolean assumed = pod.pending() && before != null && before.uid().equals(pod.uid());
        if (assumed) {
            return;
        }
        if (!pod.pending()) {
            gone(pod.key(), now);
            return;
        }
        if (cache.remove(pod.key())) {
            queue.helped(Helps.POD_GONE, now);
        }
        if (pod.wants().gated()) {
            queue.remove(pod.key());
            writer.explain(pod, SchedulerStatus.GATED, false, now);
        } else {
            queue.offer(pod, now);
        }
    }

    private void place(PodView pod, @Nullable PodView before, Instant now) {
        boolean moved = before == null
                || !before.node().equals(pod.node())
                || !before.labels().equals(pod.labels())
                || before.deleting() != pod.deleting()
                || !before.wants().equals(pod.wants());
        if (moved) {
            cache.place(pod);
            queue.helped(Helps.ANY_POD, now);
        }
    }

    private void bindingFailed(PodView pod, Instant now) {
        PodView assumed = cache.placed(pod.key());
        if (assumed != null && assumed.uid().equals(pod.uid())) {
            cache.remove(pod.key());
            queue.offer(pod, now);
            queue.retry(pod, now);
            queue.helped(Helps.POD_GONE, now);
        }
    }
}
