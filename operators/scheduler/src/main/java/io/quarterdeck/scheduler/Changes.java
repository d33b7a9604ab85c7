package io.quarterdeck.scheduler;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way from those who hear of changes to the one who owns the cache. Safe for any number of threads.
 *
 * <p>It has no bound of its own: an entry is one change that an informer has taken in already, and the owner takes all of
 * them before each decision.
 */
final class Changes {

    private final Queue<Change> queue = new ConcurrentLinkedQueue<>();
    private volatile Runnable wake = () -> {};

    /** Names who is woken by each change; what came before waits until then. */
    void wakeWith(Runnable owner) {
        wake = owner;
    }

    void hear(Change change) {
        queue.add(change);
        wake.run();
    }

    /** The oldest change that was not taken in yet; null if there is none. */
    @Nullable
    Change next() {
        return queue.poll();
    }
}
