package io.quarterdeck.nodelifecycle;

import io.quarterdeck.model.ObjectKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;

/** When each node was last heard of, by the clock of this process: the nodes' own clocks may be wrong. */
final class Heartbeats {

    private final InstantSource clock;
    private final ConcurrentHashMap<ObjectKey, Heard> heard = new ConcurrentHashMap<>();

    private record Heard(String lease, String status, Instant at) {}

    Heartbeats(InstantSource clock) {
        this.clock = clock;
    }

    /** The node's Lease says this; it is a sign of life if it said something else before. */
    void lease(ObjectKey node, String renewed) {
        heard.compute(
                node,
                (key, before) -> before == null
                        ? new Heard(renewed, "", clock.instant())
                        : before.lease().equals(renewed)
                                ? before
                                : new Heard(renewed, before.status(), clock.instant()));
    }

    /** The node's status says this; the same holds. */
    void status(ObjectKey node, String heartbeat) {
        heard.compute(
                node,
                (key, before) -> before == null
                        ? new Heard("", heartbeat, clock.instant())
                        : before.status().equals(heartbeat)
                                ? before
                                : new Heard(before.lease(), heartbeat, clock.instant()));
    }

    void forget(ObjectKey node) {
        heard.remove(node);
    }

    /** When the node was last heard of; now, if it never was: its time begins here. */
    Instant heardAt(ObjectKey node) {
        return heard.computeIfAbsent(node, key -> new Heard("", "", clock.instant()))
                .at();
    }
}
