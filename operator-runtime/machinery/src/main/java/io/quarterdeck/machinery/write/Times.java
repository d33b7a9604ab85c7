package io.quarterdeck.machinery.write;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Timestamps as metadata has them: RFC 3339 in UTC, in whole seconds. */
public final class Times {

    private Times() {}

    public static String format(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
