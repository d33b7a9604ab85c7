package io.quarterdeck.deployment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ReplicaSets of one Deployment.
 *
 * @param current the one of the present template; null until it is made
 * @param old all others, the oldest first
 */
record ReplicaSets(@Nullable ReplicaSetView current, List<ReplicaSetView> old) {

    ReplicaSets {
        old = List.copyOf(old);
    }

    /** Sorts them. Of several with the present template the oldest is the current one, so that the choice never changes. */
    static ReplicaSets of(DeploymentView deployment, List<ReplicaSetView> owned) {
        List<ReplicaSetView> sorted =
                owned.stream().sorted(ReplicaSetView.BY_AGE).toList();
        ReplicaSetView current = sorted.stream()
                .filter(set -> set.template().equals(deployment.template()))
                .findFirst()
                .orElse(null);
        return new ReplicaSets(
                current, sorted.stream().filter(set -> !set.equals(current)).toList());
    }

    List<ReplicaSetView> all() {
        List<ReplicaSetView> all = new ArrayList<>(old);
        if (current != null) {
            all.add(current);
        }
        return all;
    }

    /** Those that are asked to have pods. */
    List<ReplicaSetView> active() {
        return all().stream().filter(set -> set.replicas() > 0).toList();
    }

    /** How many pods they are asked to have. */
    int desired() {
        return all().stream().mapToInt(ReplicaSetView::replicas).sum();
    }

    int replicas() {
        return all().stream().mapToInt(set -> set.counts().replicas()).sum();
    }

    int ready() {
        return all().stream().mapToInt(set -> set.counts().ready()).sum();
    }

    int available() {
        return all().stream().mapToInt(set -> set.counts().available()).sum();
    }

    int terminating() {
        return all().stream().mapToInt(set -> set.counts().terminating()).sum();
    }

    int updated() {
        return current == null ? 0 : current.counts().replicas();
    }

    long revisionOldMax() {
        return old.stream().mapToLong(ReplicaSetView::revision).max().orElse(0);
    }

    /** The only active one; with none active the current or else the newest; null while several share the pods. */
    @Nullable
    ReplicaSetView soleOrLatest() {
        List<ReplicaSetView> active = active();
        return switch (active.size()) {
            case 0 ->
                current != null
                        ? current
                        : old.stream().max(ReplicaSetView.BY_AGE).orElse(null);
            case 1 -> active.getFirst();
            default -> null;
        };
    }

    /** Sorted so that the first one takes the first step of a change, and the rounding. */
    List<ReplicaSetView> activeBySize(boolean newerFirst) {
        Comparator<ReplicaSetView> age = newerFirst ? ReplicaSetView.BY_AGE.reversed() : ReplicaSetView.BY_AGE;
        return active().stream()
                .sorted(Comparator.comparingInt(ReplicaSetView::replicas)
                        .reversed()
                        .thenComparing(age))
                .toList();
    }
}
