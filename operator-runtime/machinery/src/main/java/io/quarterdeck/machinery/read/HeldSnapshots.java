package io.quarterdeck.machinery.read;

import io.quarterdeck.store.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The snapshots that chunked lists are reading. Holding one costs only what has changed since it was taken. Thread-safe;
 * what is too old goes when the next one comes, so there is no timer.
 */
public final class HeldSnapshots {

    /** Clients read a chunked list at once; this is what Kubernetes gives them too, at its default compaction. */
    private static final Duration AGE_MAX = Duration.ofMinutes(5);

    /** Each may keep replaced objects alive; more lists than this are not read in chunks at the same time. */
    private static final int COUNT_MAX = 64;

    private final InstantSource clock;
    private final Map<Place, Held> held = new LinkedHashMap<>();

    private record Place(String resource, long revision) {}

    private record Held(Snapshot snapshot, Instant since) {}

    public HeldSnapshots(InstantSource clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Whether a list that was begun then has taken longer than lists may. */
    boolean isOver(Instant begun) {
        return begun.isBefore(clock.instant().minus(AGE_MAX));
    }

    synchronized void hold(String resource, Snapshot snapshot) {
        Instant oldest = clock.instant().minus(AGE_MAX);
        held.values().removeIf(entry -> entry.since.isBefore(oldest));
        if (held.size() == COUNT_MAX) {
            held.remove(held.keySet().iterator().next());
        }
        held.put(new Place(resource, snapshot.revision()), new Held(snapshot, clock.instant()));
    }

    synchronized Optional<Snapshot> find(String resource, long revision) {
        return Optional.ofNullable(held.get(new Place(resource, revision))).map(Held::snapshot);
    }
}
