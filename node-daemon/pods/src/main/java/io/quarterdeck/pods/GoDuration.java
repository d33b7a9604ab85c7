package io.quarterdeck.pods;

import java.time.Duration;

/** Durations as messages of Kubernetes spell them: {@code 10s}, {@code 2m40s}, {@code 5m0s}. */
final class GoDuration {

    private GoDuration() {}

    static String text(Duration duration) {
        String seconds = duration.toSecondsPart() + "s";
        if (duration.toHours() > 0) {
            return duration.toHours() + "h" + duration.toMinutesPart() + "m" + seconds;
        }
        return duration.toMinutes() > 0 ? duration.toMinutes() + "m" + seconds : seconds;
    }
}
