package io.quarterdeck.machinery.table;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Durations as people read them: two units at most, and the finer one only while it matters. */
final class HumanTime {

    static final String UNKNOWN = "<unknown>";

    private HumanTime() {}

    /** Time since an RFC 3339 timestamp; {@code <unknown>} if there is none. */
    static String since(String timestamp, Instant now) {
        if (timestamp.isEmpty()) {
            return UNKNOWN;
        }
        try {
            return of(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeException e) {
            return UNKNOWN;
        }
    }

    static String of(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        }
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        long years = days / 365;
        if (seconds < 120) {
            return Math.max(0, seconds) + "s";
        }
        if (minutes < 10) {
            return pair(minutes, "m", seconds % 60, "s");
        }
        if (hours < 3) {
            return minutes + "m";
        }
        if (hours < 8) {
            return pair(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (days < 8) {
            return pair(days, "d", hours % 24, "h");
        }
        if (years < 2) {
            return days + "d";
        }
        return years < 8 ? pair(years, "y", days % 365, "d") : years + "y";
    }

    private static String pair(long coarse, String coarseUnit, long fine, String fineUnit) {
        return fine == 0 ? coarse + coarseUnit : coarse + coarseUnit + fine + fineUnit;
    }
}
