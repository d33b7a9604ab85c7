package io.quarterdeck.deployment;

import io.quarterdeck.deployment.RollingUpdate.Scale;
import java.util.ArrayList;
import java.util.List;

/**
 * Scales a Deployment whose pods are spread over several ReplicaSets: each grows or shrinks by its share, so that scaling
 * in the midst of a rollout bets on neither template. Pure.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling">proportional
 *     scaling</a>
 */
final class ProportionalScaling {

    private ProportionalScaling() {}

    /** Every active ReplicaSet with the number of pods it should have, even where that is the present one. */
    static List<Scale> scales(DeploymentView deployment, ReplicaSets sets) {
        int allowed = deployment.replicas() > 0 ? deployment.replicasMax() : 0;
        int change = allowed
                - sets.active().stream().mapToInt(ReplicaSetView::replicas).sum();
        List<ReplicaSetView> order = sets.activeBySize(change > 0);
        List<Integer> sizes = new ArrayList<>();
        int given = 0;
        for (ReplicaSetView set : order) {
            int share = share(deployment, set, change, change - given);
            sizes.add(set.replicas() + share);
            given += share;
        }
        List<Scale> scales = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            // The largest takes what rounding left over.
            int rest = i == 0 ? change - given : 0;
            scales.add(new Scale(order.get(i), Math.max(0, sizes.get(i) + rest)));
        }
        return scales;
    }

    private static int share(DeploymentView deployment, ReplicaSetView set, int change, int left) {
        if (change == 0 || left == 0) {
            return 0;
        }
        int share = fraction(deployment, set);
        return change > 0 ? Math.min(share, left) : Math.max(share, left);
    }

    /** By how much this one would change if the whole were stretched evenly from what it was sized for to what it is now. */
    private static int fraction(DeploymentView deployment, ReplicaSetView set) {
        if (deployment.replicas() == 0) {
            return -set.replicas();
        }
        long before = Annotations.number(set.annotations(), Annotations.MAX_REPLICAS);
        if (before <= 0) {
            before = deployment.status().replicas();
        }
        if (before <= 0) {
            return 0;
        }
        double size = (double) set.replicas() * deployment.replicasMax() / before;
        return (int) Math.round(size) - set.replicas();
    }
}
