package io.quarterdeck.machinery;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the API must be told.
 *
 * @param serviceCidr the IPv4 range of cluster IPs ({@code 10.96.0.0/16})
 * @param nodePortFirst lowest node port that is given out
 * @param nodePortLast highest
 * @param clock where timestamps and ages come from
 * @param random where uids, name suffixes and addresses come from; used by one thread at a time
 * @param ownersGuarded whether references to owners are held against the rights of whoever sets them
 */
public record ApiConfig(
        String serviceCidr,
        int nodePortFirst,
        int nodePortLast,
        InstantSource clock,
        RandomGenerator random,
        boolean ownersGuarded) {

    /** Kubernetes' range, high enough to stay clear of well-known ports. */
    public static final int NODE_PORT_FIRST = 30_000;

    /** The end of Kubernetes' range, below the ephemeral ports of most hosts. */
    public static final int NODE_PORT_LAST = 32_767;

    /** Kubernetes' range of node ports. */
    public static ApiConfig of(String serviceCidr, InstantSource clock, RandomGenerator random) {
        return new ApiConfig(serviceCidr, NODE_PORT_FIRST, NODE_PORT_LAST, clock, random, false);
    }

    /** The same, with owners guarded: upstream's OwnerReferencesPermissionEnforcement. */
    public ApiConfig guardingOwners() {
        return new ApiConfig(serviceCidr, nodePortFirst, nodePortLast, clock, random, true);
    }
}
