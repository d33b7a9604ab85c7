package io.quarterdeck.pods;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a worker remembers of its pod and no other world knows. All of it may be lost: the next look makes it anew.
 *
 * @param removed the API has no such pod any more
 * @param busy the operations under way, by {@link PodPlanner.Action#key}
 * @param volumesReady whether the volumes were made in this life of the daemon
 * @param faults what failed and when it is tried again, by operation
 * @param delays how long each container waits after its end before it is started again
 * @param health what probes say, by container id
 * @param startedAt when this node took the pod
 */
record Memory(
        boolean removed,
        Set<String> busy,
        boolean volumesReady,
        Map<String, Fault> faults,
        Map<String, Duration> delays,
        Map<String, Health> health,
        Instant startedAt) {

    Memory {
        busy = Set.copyOf(busy);
        faults = Map.copyOf(faults);
        delays = Map.copyOf(delays);
        health = Map.copyOf(health);
    }

    /** Why something did not happen; the reason is what {@code kubectl get} shows. */
    record Fault(String reason, String message, Instant retryAt) {}

    /**
     * How a running container is.
     *
     * @param started it passed its startup probe, or has none, and its postStart hook is done
     * @param failing why it must be restarted; empty if it need not
     * @param grace how long it gets then, if not the pod's own time
     */
    record Health(boolean started, boolean ready, Optional<String> failing, Optional<Duration> grace) {
        static final Health UNKNOWN = new Health(false, false, Optional.empty(), Optional.empty());
    }

    Health health(String containerId) {
        return health.getOrDefault(containerId, Health.UNKNOWN);
    }

    /** The fault that keeps an operation from being tried at this time. */
    Optional<Fault> pending(String operation, Instant now) {
        return Optional.ofNullable(faults.get(operation)).filter(fault -> now.isBefore(fault.retryAt()));
    }
}
