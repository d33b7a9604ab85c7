package io.quarterdeck.deployment;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a rolling update may go right now. Pure arithmetic on the ReplicaSets as they are. */
final class RollingUpdate {

    private RollingUpdate() {}

    /** A ReplicaSet and how many pods it should be asked to have. */
    record Scale(ReplicaSetView set, int replicas) {}

    /** How many pods the ReplicaSet of the present template should have: as many as fit under the surge. */
    static int current(DeploymentView deployment, @Nullable ReplicaSetView current, int desiredOfAll) {
        int has = current == null ? 0 : current.replicas();
        if (has >= deployment.replicas()) {
            return deployment.replicas();
        }
        int room = deployment.replicasMax() - desiredOfAll;
        return room <= 0 ? has : Math.min(has + room, deployment.replicas());
    }

    /**
     * How much of the old may go. What is not available anyway goes first, or a broken template could hold up the one
     * that mends it.
     */
    static List<Scale> old(DeploymentView deployment, ReplicaSets sets) {
        if (sets.current() == null) {
            return List.of();
        }
        int unavailableOfCurrent =
                sets.current().replicas() - sets.current().counts().available();
        int budget = sets.desired() - deployment.availableMin() - Math.max(0, unavailableOfCurrent);
        if (budget <= 0) {
            return List.of();
        }
        List<ReplicaSetView> old = sets.old();
        int[] left = new int[old.size()];
        for (int i = 0; i < left.length; i++) {
            int useless = Math.min(budget, old.get(i).replicas() - available(old.get(i)));
            left[i] = old.get(i).replicas() - useless;
            budget -= useless;
        }
        int spare = sets.all().stream().mapToInt(RollingUpdate::available).sum() - deployment.availableMin();
        spare = Math.min(spare, budget);
        List<Scale> scales = new ArrayList<>();
        for (int i = 0; i < left.length; i++) {
            int down = Math.max(0, Math.min(left[i], spare));
            spare -= down;
            if (left[i] - down < old.get(i).replicas()) {
                scales.add(new Scale(old.get(i), left[i] - down));
            }
        }
        return scales;
    }

    /** A ReplicaSet that was asked for fewer pods reports the old number for a moment: those above are as good as gone. */
    private static int available(ReplicaSetView set) {
        return Math.min(set.replicas(), set.counts().available());
    }
}
