package io.quarterdeck.apiserver.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much work is under way that holds memory while it waits: writes, with the bodies they came with. Beyond the bounds
 * a client is told to come back (429), instead of everybody waiting longer.
 */
final class InFlight {

    /** Twice Kubernetes' default of 200, since a waiting write costs us a virtual thread and nothing else. */
    static final int WRITES_MAX = 400;
    /** Bodies are parsed into trees of several times their size: this keeps a burst of large ones within the heap. */
    static final long BYTES_MAX = 32L * 1024 * 1024;

    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    boolean enter(int length) {
        int before = writes.getAndIncrement();
        long held = bytes.getAndAdd(length);
        if (before < WRITES_MAX && (held == 0 || held + length <= BYTES_MAX)) {
            return true;
        }
        leave(length);
        return false;
    }

    void leave(int length) {
        writes.decrementAndGet();
        bytes.addAndGet(-length);
    }

    int writes() {
        return writes.get();
    }
}
