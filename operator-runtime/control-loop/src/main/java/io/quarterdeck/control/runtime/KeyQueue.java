package io.quarterdeck.control.runtime;

import io.quarterdeck.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which keys are to be worked on. A key stands in it once, however often it is added; one that is added while it is
 * worked on comes again afterwards. Not safe for threads: a {@link Controller} guards it.
 */
final class KeyQueue {

    private final Map<ObjectKey, Instant> ready = new LinkedHashMap<>();
    private final Map<ObjectKey, Instant> processing = new HashMap<>();
    private final Map<ObjectKey, Instant> dirty = new HashMap<>();
    private final Map<ObjectKey, Integer> failures = new HashMap<>();

    /** A key and since when it waited. */
    record Taken(ObjectKey key, Instant since) {}

    /** Adds a key; false if it is to be worked on already. */
    boolean add(ObjectKey key, Instant now) {
        return processing.containsKey(key) ? dirty.putIfAbsent(key, now) == null : ready.putIfAbsent(key, now) == null;
    }

    /** The key that has waited longest; the caller works on it until {@link #done}. */
    Optional<Taken> take(Instant now) {
        var entries = ready.entrySet().iterator();
        if (!entries.hasNext()) {
            return Optional.empty();
        }
        Map.Entry<ObjectKey, Instant> first = entries.next();
        Taken taken = new Taken(first.getKey(), first.getValue());
        entries.remove();
        processing.put(taken.key(), now);
        return Optional.of(taken);
    }

    /** Ends the work on a key; true if it was added meanwhile and waits again. */
    boolean done(ObjectKey key) {
        processing.remove(key);
        Instant since = dirty.remove(key);
        if (since == null) {
            return false;
        }
        ready.put(key, since);
        return true;
    }

    /** Counts one more failure in a row and returns how many they are. */
    int failed(ObjectKey key) {
        return failures.merge(key, 1, Integer::sum);
    }

    void succeeded(ObjectKey key) {
        failures.remove(key);
    }

    int depth() {
        return ready.size() + dirty.size();
    }

    /** How long the keys in work have been so, together. */
    Duration unfinished(Instant now) {
        return processing.values().stream()
                .map(since -> Duration.between(since, now))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** How long the key that is longest in work has been so. */
    Duration longest(Instant now) {
        return processing.values().stream()
                .map(since -> Duration.between(since, now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
