package io.quarterdeck.endpoints;

import java.time.Duration;
import java.time.Instant;

/**
 * How often one service's slices may be written: freely while little happens, in steps of {@link #GAP} while its pods keep
 * changing. Pure; a write costs a token, tokens come back with time.
 *
 * @param tokens writes that are free right now
 * @param since when the tokens were counted
 */
record Pace(int tokens, Instant since) {

    /** A rollout step or a scale-up of a small service passes without any delay. */
    static final int BURST = 20;

    /** Every write goes to every node: a service that changes all the time is written ten times a second at most. */
    static final Duration GAP = Duration.ofMillis(100);

    static Pace full(Instant now) {
        return new Pace(BURST, now);
    }

    /** The pace with the tokens that time has brought back. */
    Pace at(Instant now) {
        long earned = Math.max(0, Duration.between(since, now).dividedBy(GAP));
        if (earned + tokens >= BURST) {
            return new Pace(BURST, now);
        }
        return new Pace(tokens + (int) earned, since.plus(GAP.multipliedBy(earned)));
    }

    boolean mayWrite() {
        return tokens > 0;
    }

    Pace written() {
        return new Pace(tokens - 1, since);
    }

    /** How long until the next token. */
    Duration wait(Instant now) {
        Duration left = Duration.between(now, since.plus(GAP));
        return left.isPositive() ? left : Duration.ofMillis(1);
    }
}
