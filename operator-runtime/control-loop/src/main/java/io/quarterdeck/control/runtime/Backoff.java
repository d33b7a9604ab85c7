package io.quarterdeck.control.runtime;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** A delay that doubles with every failure in a row, up to a bound, with jitter so that many do not come back at once. */
record Backoff(Duration first, Duration max) {

    /** What fails together should not be tried again together: up to a fifth is added. */
    private static final double JITTER = 0.2;

    /** Doubling a delay more often than this exceeds any bound. */
    private static final int DOUBLINGS_MAX = 30;

    Backoff {
        if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException("a back-off goes from a positive delay to a greater one");
        }
    }

    /** The delay before the next try. {@code failures} counts from one; none at all means no delay but the jitter. */
    Duration delay(int failures, RandomGenerator random) {
        Duration base = first;
        if (failures > 1) {
            base = first.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
        }
        Duration bounded = base.compareTo(max) > 0 ? max : base;
        return bounded.plusNanos((long) (bounded.toNanos() * JITTER * random.nextDouble()));
    }
}
