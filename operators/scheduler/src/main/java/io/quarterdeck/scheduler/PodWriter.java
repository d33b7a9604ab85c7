package io.quarterdeck.scheduler;

import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ApiClient.PatchType;
import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.control.EventRecorder.Severity;
import io.quarterdeck.control.EventRecorder.Subject;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Resources;
import io.quarterdeck.scheduler.PodView.Told;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** Writes decisions to the API while the next ones are made: each on a thread of its own, a bounded number at once. */
final class PodWriter {

    private static final System.Logger LOG = System.getLogger(PodWriter.class.getName());

    /** Enough to fill the store's shared commits; more would only wait there. */
    static final int AT_ONCE = 64;

    private final ApiClient api;
    private final EventRecorder events;
    private final Executor threads;
    private final Changes changes;
    private final Semaphore room = new Semaphore(AT_ONCE);

    /**
     * Writes through a client that nobody waits for.
     *
     * @param changes hears of bindings that failed
     */
    PodWriter(ApiClient api, EventRecorder events, Executor threads, Changes changes) {
        this.api = api;
        this.events = events;
        this.threads = threads;
        this.changes = changes;
    }

    /** Binds a pod; waits only if too many writes are under way. */
    void bind(PodView pod, String node) throws InterruptedException {
        inBackground(() -> {
            try {
                api.createSubresource(Resources.PODS, pod.key(), "binding", SchedulerStatus.binding(pod, node));
                tell(pod, Severity.NORMAL, "Scheduled", "Successfully assigned " + pod.key() + " to " + node);
            } catch (ApiException e) {
                if (!e.isNotFound()) {
                    tell(pod, Severity.WARNING, "FailedScheduling", "binding rejected: " + e.getMessage());
                }
                changes.hear(new Change.BindingFailed(pod));
            }
        });
    }

    /** Says on the pod why it has no node, and in an event if it was looked at in vain. */
    void explain(PodView pod, Told why, boolean asEvent, Instant now) throws InterruptedException {
        if (asEvent) {
            tell(pod, Severity.WARNING, "FailedScheduling", why.message());
        }
        if (why.equals(pod.told())) {
            return;
        }
        inBackground(() -> {
            try {
                byte[] patch = SchedulerStatus.patch(pod, why, now);
                api.patch(Resources.PODS, pod.key(), "status", PatchType.STRATEGIC, patch);
            } catch (ApiException e) {
                // The pod is looked at again in any case, and told again then.
                LOG.log(System.Logger.Level.DEBUG, "A pod could not be told why it waits: {0}: {1}", pod.key(), e);
            }
        });
    }

    private void inBackground(Runnable write) throws InterruptedException {
        room.acquire();
        threads.execute(() -> {
            try {
                write.run();
            } finally {
                room.release();
            }
        });
    }

    private void tell(PodView pod, Severity severity, String reason, String message) {
        events.record(new Subject(Resources.PODS, pod.key(), pod.uid()), severity, reason, message);
    }
}
