package io.quarterdeck.cri;

import io.quarterdeck.cri.ContainerSummary.Phase;
import java.time.Instant;
import java.util.Map;

/**
 * A container as the runtime reports it.
 *
 * @param attempt the restart count it was created with
 * @param startedAt the epoch if it has not started
 * @param finishedAt the epoch if it has not ended
 * @param image as it was asked for
 * @param imageRef the digested reference of the image in use
 * @param reason {@code OOMKilled}, {@code Completed}, {@code Error}, {@code StartError}, or what the runtime says
 * @param logPath absolute
 */
public record Container(
        String id,
        String name,
        int attempt,
        Phase phase,
        Instant createdAt,
        Instant startedAt,
        Instant finishedAt,
        int exitCode,
        String image,
        String imageRef,
        String reason,
        String message,
        String logPath,
        Map<String, String> labels,
        Map<String, String> annotations) {

    public Container {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    public boolean running() {
        return phase == Phase.RUNNING;
    }

    /** Ended, or lost track of: it will not run again. */
    public boolean ended() {
        return phase == Phase.EXITED || phase == Phase.UNKNOWN;
    }
}
