package io.quarterdeck.control.runtime;

/**
 * How operators run.
 *
 * @param leaderElection whether several replicas may run, of which one works; off where there is one process only
 * @param identity names this process in Leases and Events; a host's name, unique among the replicas
 * @param leaseNamespace where the Leases are
 * @param leadershipLost called when another replica has taken over: the process is to end, as its caches and timers are
 *     those of a leader
 */
public record RuntimeConfig(boolean leaderElection, String identity, String leaseNamespace, Runnable leadershipLost) {

    /** One process, no election. */
    public static RuntimeConfig single(String identity) {
        return new RuntimeConfig(false, identity, "kube-system", () -> {});
    }
}
