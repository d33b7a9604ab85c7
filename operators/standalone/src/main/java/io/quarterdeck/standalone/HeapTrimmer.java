package io.quarterdeck.standalone;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gives memory back to the host after a burst. The serial collector only shrinks the heap when it collects all of it, which
 * it does not do while it has room; an idle process would keep what its busiest minute took. So a full collection is asked
 * for once the heap has grown and the process has come to rest. It stops the process for about a second per GiB in use.
 */
final class HeapTrimmer implements AutoCloseable {

    /** Memory may stay high for two of these after the burst. */
    static final Duration PERIOD = Duration.ofSeconds(5);

    /** Collections in a period from which on a process counts as busy; an idle one has one in a minute. */
    static final int BUSY_COLLECTIONS = 2;

    /** The heap has grown if it takes this many eighths of what it took after the last trim: less is not worth the stop. */
    static final int GROWN_EIGHTHS = 10;

    private final LongSupplier committed;
    private final LongSupplier collections;
    private final Runnable collect;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long trimmed;
    private long seen;

    /**
     * @param committed bytes that the heap takes from the host
     * @param collections how many collections there were since the start
     * @param collect a full collection
     */
    HeapTrimmer(LongSupplier committed, LongSupplier collections, Runnable collect) {
        this.committed = committed;
        this.collections = collections;
        this.collect = collect;
        this.seen = collections.getAsLong();
    }

    /** Watches this process until it is closed. */
    static HeapTrimmer start() {
        HeapTrimmer trimmer = new HeapTrimmer(
                () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted(),
                () -> ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                        .sum(),
                System::gc);
        Thread.ofVirtual().name("heap trimmer").start(trimmer::run);
        return trimmer;
    }

    private void run() {
        try {
            while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is done once a period. */
    void look() {
        long before = seen;
        seen = collections.getAsLong();
        if (seen - before >= BUSY_COLLECTIONS || committed.getAsLong() / GROWN_EIGHTHS * 8 <= trimmed) {
            return;
        }
        collect.run();
        trimmed = committed.getAsLong();
        seen = collections.getAsLong();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
