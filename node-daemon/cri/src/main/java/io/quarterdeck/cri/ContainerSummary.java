package io.quarterdeck.cri;

import java.time.Instant;
import java.util.Map;

/** A container as it stands in a list. */
public record ContainerSummary(
        String id,
        String sandboxId,
        String name,
        int attempt,
        Phase phase,
        Instant createdAt,
        Map<String, String> labels) {

    /** Where in its life a container is. */
    public enum Phase {
        CREATED,
        RUNNING,
        EXITED,
        UNKNOWN
    }

    public ContainerSummary {
        labels = Map.copyOf(labels);
    }
}
