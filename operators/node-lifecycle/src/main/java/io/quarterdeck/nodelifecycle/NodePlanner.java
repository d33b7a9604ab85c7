package io.quarterdeck.nodelifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Decides what a node's conditions and taints should be, and when to look again. Pure: no clock, no I/O, no logging. */
final class NodePlanner {

    /** A node renews its Lease every 10 s; three renewals lost in a row may be a blip, the fourth is silence. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(40);

    /** A new node gets longer until it speaks for the first time. */
    static final Duration STARTUP_MAX = Duration.ofSeconds(60);

    private static final String PREFIX = "node.kubernetes.io/";
    private static final String NOT_READY = PREFIX + "not-ready";
    private static final String UNREACHABLE = PREFIX + "unreachable";
    private static final String UNSCHEDULABLE = PREFIX + "unschedulable";

    /** The conditions that a silent node can no longer vouch for. */
    private static final List<String> VOUCHED = List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

    /** The taint that each condition means while it is True. */
    private static final SortedMap<String, String> TAINT_OF_CONDITION = new TreeMap<>(Map.of(
            "MemoryPressure", PREFIX + "memory-pressure",
            "DiskPressure", PREFIX + "disk-pressure",
            "PIDPressure", PREFIX + "pid-pressure",
            "NetworkUnavailable", PREFIX + "network-unavailable"));

    /** Whose taints these are: all others are left alone. */
    private static final Set<String> OURS = Set.of(
            NOT_READY,
            UNREACHABLE,
            UNSCHEDULABLE,
            PREFIX + "memory-pressure",
            PREFIX + "disk-pressure",
            PREFIX + "pid-pressure",
            PREFIX + "network-unavailable");

    private NodePlanner() {}

    /**
     * A node at one moment.
     *
     * @param heardAt when it was last heard of, by our clock
     */
    record Observed(NodeView node, Instant heardAt, Instant now) {}

    /**
     * What is to be done.
     *
     * @param unknown the conditions that become Unknown; none if the node speaks or they are so already
     * @param neverSpoke whether the node never said that it was ready or not
     * @param taints all taints that it should have; empty if they are right
     * @param silentAfter when the node falls silent unless it is heard of; empty if it has
     */
    record Plan(
            List<String> unknown, boolean neverSpoke, Optional<List<Taint>> taints, Optional<Duration> silentAfter) {

        Plan {
            unknown = List.copyOf(unknown);
        }
    }

    static Plan plan(Observed observed) {
        NodeView node = observed.node();
        boolean neverSpoke = node.ready().isEmpty();
        Duration patience = neverSpoke ? STARTUP_MAX : SILENCE_MAX;
        Duration silence = Duration.between(observed.heardAt(), observed.now());
        boolean silent = silence.compareTo(patience) >= 0;
        List<String> unknown = new ArrayList<>();
        if (silent) {
            for (String condition : VOUCHED) {
                if (!node.conditions().getOrDefault(condition, "").equals("Unknown")) {
                    unknown.add(condition);
                }
            }
        }
        String ready = silent ? "Unknown" : node.ready();
        return new Plan(
                unknown,
                neverSpoke,
                taints(node, ready, observed.now()),
                silent ? Optional.empty() : Optional.of(patience.minus(silence)));
    }

    private static Optional<List<Taint>> taints(NodeView node, String ready, Instant now) {
        List<Taint> wanted = new ArrayList<>();
        switch (ready) {
            case "True" -> {
                // Nothing keeps pods away.
            }
            case "Unknown" -> addBoth(wanted, UNREACHABLE, now);
            default -> addBoth(wanted, NOT_READY, now);
        }
        if (node.unschedulable()) {
            wanted.add(noSchedule(UNSCHEDULABLE));
        }
        TAINT_OF_CONDITION.forEach((condition, taint) -> {
            if (node.conditions().getOrDefault(condition, "").equals("True")) {
                wanted.add(noSchedule(taint));
            }
        });
        List<Taint> ours = node.taints().stream()
                .filter(taint -> OURS.contains(taint.key()))
                .toList();
        boolean right = ours.size() == wanted.size()
                && wanted.stream().allMatch(want -> ours.stream().anyMatch(want::sameAs));
        if (right) {
            return Optional.empty();
        }
        List<Taint> all = new ArrayList<>();
        node.taints().stream().filter(taint -> !OURS.contains(taint.key())).forEach(all::add);
        // One that stays keeps the time since when it evicts.
        wanted.forEach(
                want -> all.add(ours.stream().filter(want::sameAs).findFirst().orElse(want)));
        return Optional.of(all);
    }

    private static void addBoth(List<Taint> taints, String key, Instant now) {
        taints.add(noSchedule(key));
        taints.add(new Taint(key, "", Taint.NO_EXECUTE, Optional.of(now)));
    }

    private static Taint noSchedule(String key) {
        return new Taint(key, "", Taint.NO_SCHEDULE, Optional.empty());
    }
}
