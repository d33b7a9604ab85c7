package io.quarterdeck.cri;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A sandbox as the runtime reports it.
 *
 * @param ready false once its own process has ended
 * @param addresses its IP addresses; empty in the host's network and in lists
 */
public record Sandbox(
        String id,
        String podUid,
        int attempt,
        boolean ready,
        Instant createdAt,
        List<String> addresses,
        Map<String, String> labels,
        Map<String, String> annotations) {

    public Sandbox {
        addresses = List.copyOf(addresses);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
