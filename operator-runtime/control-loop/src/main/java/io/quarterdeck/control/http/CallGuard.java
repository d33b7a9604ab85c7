package io.quarterdeck.control.http;

import io.quarterdeck.model.ApiException;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import io.smallrye.faulttolerance.api.TypedGuard;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Tries a call again where that does no harm. Reads always; writes only if the first one has surely not happened: nothing
 * was sent, or the API itself said "later".
 */
final class CallGuard {

    /** Enough for an API that restarts; after that the caller's own back-off is the better one. */
    private static final int RETRIES_MAX = 4;

    /** All tries together: a worker is not to be held longer by an API that is away. */
    private static final Duration TOTAL_MAX = Duration.ofSeconds(30);

    private static final Duration DELAY_FIRST = Duration.ofMillis(50);

    /** A longer Retry-After is better waited for by the key than by the worker. */
    private static final Duration DELAY_MAX = Duration.ofSeconds(5);

    private final TypedGuard<Transport.Reply> reads = guard(CallGuard::mayReadAgain);
    private final TypedGuard<Transport.Reply> writes = guard(CallGuard::mayWriteAgain);

    /**
     * The library's timer thread comes with the first call, never ends, and is a daemon if the thread that makes that call
     * is one. So a virtual thread makes it; else no program that made a call would end by itself.
     */
    CallGuard() {
        CompletableFuture.supplyAsync(() -> call(true, () -> null), Thread::startVirtualThread)
                .join();
    }

    /** Runs a call; what it throws last is thrown. */
    Transport.Reply call(boolean readOnly, Supplier<Transport.Reply> call) {
        return (readOnly ? reads : writes).get(call);
    }

    private static TypedGuard<Transport.Reply> guard(java.util.function.Predicate<Throwable> again) {
        return TypedGuard.create(Transport.Reply.class)
                .withRetry()
                .maxRetries(RETRIES_MAX)
                .maxDuration(TOTAL_MAX.toMillis(), ChronoUnit.MILLIS)
                .whenException(again)
                .withCustomBackoff()
                .strategy(Delays::new)
                .done()
                .done()
                .build();
    }

    static boolean mayReadAgain(Throwable fault) {
        return fault instanceof ApiException api
                && !Thread.currentThread().isInterrupted()
                && (api.status().code() == 429 || api.status().code() == 503);
    }

    static boolean mayWriteAgain(Throwable fault) {
        if (!mayReadAgain(fault) || !(fault instanceof ApiException api)) {
            return false;
        }
        boolean refused = api.getCause() == null && api.status().retryAfterSeconds() > 0;
        return api.status().code() == 429 || refused || api.getCause() instanceof NotSentException;
    }

    /** Doubling delays with jitter, or what the API asked for. */
    private static final class Delays implements CustomBackoffStrategy {

        private long next = DELAY_FIRST.toMillis();

        @Override
        public long nextDelayInMillis(Throwable fault) {
            long delay = next;
            next *= 2;
            if (fault instanceof ApiException api && api.status().retryAfterSeconds() > 0) {
                delay = Duration.ofSeconds(api.status().retryAfterSeconds()).toMillis();
            }
            long bounded = Math.min(delay, DELAY_MAX.toMillis());
            return bounded + ThreadLocalRandom.current().nextLong(bounded / 4 + 1);
        }
    }
}
