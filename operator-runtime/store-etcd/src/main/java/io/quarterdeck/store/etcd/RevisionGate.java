package io.quarterdeck.store.etcd;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Lets threads through once the live set has reached their revision. */
final class RevisionGate {

    private final ConcurrentSkipListMap<Long, CompletableFuture<Boolean>> waiting = new ConcurrentSkipListMap<>();
    private final LongSupplier reached;

    RevisionGate(LongSupplier reached) {
        this.reached = reached;
    }

    /** Whether the revision was reached in time. */
    boolean await(long revision, Duration atMost) throws InterruptedException {
        if (reached.getAsLong() >= revision) {
            return true;
        }
        CompletableFuture<Boolean> gate = waiting.computeIfAbsent(revision, absent -> new CompletableFuture<>());
        // Looked at again, now that whoever advances the revision would find the gate.
        if (reached.getAsLong() >= revision) {
            open(revision);
        }
        try {
            return gate.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a gate has failed", e);
        }
    }

    /** To be called after the live set has reached a revision. */
    void open(long revision) {
        Map.Entry<Long, CompletableFuture<Boolean>> first = waiting.firstEntry();
        while (first != null && first.getKey() <= revision) {
            waiting.remove(first.getKey(), first.getValue());
            first.getValue().complete(true);
            first = waiting.firstEntry();
        }
    }
}
