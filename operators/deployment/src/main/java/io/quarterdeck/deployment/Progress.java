package io.quarterdeck.deployment;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says how a rollout is going: the conditions of the status. Pure.
 *
 * <p>Progress is judged by comparing the counts with those last reported, so the last status is part of the input.
 */
final class Progress {

    static final String PAUSED = "DeploymentPaused";
    static final String DONE = "NewReplicaSetAvailable";
    static final String TIMED_OUT = "ProgressDeadlineExceeded";

    /** Times are written in whole seconds; a look at the deadline a little later finds it passed for sure. */
    private static final Duration ROUNDING = Duration.ofSeconds(1);

    private final DeploymentView deployment;
    private final ReplicaSets sets;
    private final Instant now;

    Progress(DeploymentView deployment, ReplicaSets sets, Instant now) {
        this.deployment = deployment;
        this.sets = sets;
        this.now = now;
    }

    /**
     * The status that is true now.
     *
     * @param news what this pass did about the rollout; null for nothing
     * @param rolling whether this pass looked after the rollout, and not only after the scale or a pause
     */
    DeploymentStatus status(@Nullable News news, boolean rolling) {
        DeploymentStatus status = DeploymentStatus.count(deployment, sets);
        boolean enough = status.availableReplicas() >= deployment.availableMin();
        Condition available = enough
                ? condition(
                        Condition.AVAILABLE, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
                : condition(
                        Condition.AVAILABLE,
                        "False",
                        "MinimumReplicasUnavailable",
                        "Deployment does not have minimum availability.");
        status = status.with(available.after(status.condition(Condition.AVAILABLE)));
        if (deployment.progressDeadline().isPresent()) {
            status = progress(status, news, rolling);
        } else {
            status = status.without(Condition.PROGRESSING);
        }
        Condition failure = failure();
        return failure == null
                ? status.without(Condition.REPLICA_FAILURE)
                : status.with(failure.after(status.condition(Condition.REPLICA_FAILURE)));
    }

    /** When the deadline has to be looked at again even if nothing changes. */
    Optional<Duration> nextLook(DeploymentStatus status) {
        Condition progressing = status.condition(Condition.PROGRESSING);
        if (deployment.progressDeadline().isEmpty()
                || deployment.paused()
                || progressing == null
                || progressing.reason().equals(DONE)
                || progressing.reason().equals(TIMED_OUT)
                || progressing.reason().equals(PAUSED)) {
            return Optional.empty();
        }
        Duration left = Duration.between(now, deadline(progressing)).plus(ROUNDING);
        return Optional.of(left.isPositive() ? left : ROUNDING);
    }

    private DeploymentStatus progress(DeploymentStatus status, @Nullable News news, boolean rolling) {
        DeploymentStatus current = status;
        if (news != null) {
            Condition told = condition(Condition.PROGRESSING, news.status(), news.reason(), news.message());
            current = current.with(told.after(current.condition(Condition.PROGRESSING)));
        }
        if (!rolling) {
            return current;
        }
        Condition last = current.condition(Condition.PROGRESSING);
        boolean settled = last != null && last.reason().equals(DONE) && current.replicas() == current.updatedReplicas();
        if (settled) {
            return current;
        }
        if (complete(current)) {
            Condition done =
                    condition(Condition.PROGRESSING, "True", DONE, subject() + " has successfully progressed.");
            return current.with(done.after(last));
        }
        if (progressed(current)) {
            Condition updated =
                    condition(Condition.PROGRESSING, "True", "ReplicaSetUpdated", subject() + " is progressing.");
            return current.with(updated.renewedAfter(last));
        }
        if (last != null && timedOut(last)) {
            Condition late =
                    condition(Condition.PROGRESSING, "False", TIMED_OUT, subject() + " has timed out progressing.");
            return current.with(late.after(last));
        }
        return current;
    }

    /** All pods are of the present template, all are available, and no other is left. */
    private boolean complete(DeploymentStatus status) {
        int replicas = deployment.replicas();
        return status.updatedReplicas() == replicas
                && status.replicas() == replicas
                && status.availableReplicas() == replicas;
    }

    private boolean progressed(DeploymentStatus status) {
        DeploymentStatus before = deployment.status();
        int oldNow = status.replicas() - status.updatedReplicas();
        int oldBefore = before.replicas() - before.updatedReplicas();
        return status.updatedReplicas() > before.updatedReplicas()
                || oldNow < oldBefore
                || status.readyReplicas() > before.readyReplicas()
                || status.availableReplicas() > before.availableReplicas();
    }

    private boolean timedOut(Condition progressing) {
        if (progressing.reason().equals(DONE)) {
            return false;
        }
        return progressing.reason().equals(TIMED_OUT) || now.isAfter(deadline(progressing));
    }

    private Instant deadline(Condition progressing) {
        return progressing.updated().plus(deployment.progressDeadline().orElse(Duration.ZERO));
    }

    private @Nullable Condition failure() {
        for (ReplicaSetView set : sets.all().reversed()) {
            if (set.failure() != null) {
                return condition(
                        Condition.REPLICA_FAILURE,
                        "True",
                        set.failure().reason(),
                        set.failure().message());
            }
        }
        return null;
    }

    private String subject() {
        return sets.current() == null
                ? "Deployment \"" + deployment.key().name() + "\""
                : "ReplicaSet \"" + sets.current().name() + "\"";
    }

    private Condition condition(String type, String status, String reason, String message) {
        return Condition.at(now, type, status, reason, message);
    }

    /** Something that happened to the rollout and that condition {@code Progressing} tells. */
    record News(String status, String reason, String message) {

        static News created(String replicaSet) {
            return new News("True", "NewReplicaSetCreated", "Created new replica set \"" + replicaSet + "\"");
        }

        static News found(String replicaSet) {
            return new News("True", "FoundNewReplicaSet", "Found new replica set \"" + replicaSet + "\"");
        }

        static News createFailed(String why) {
            return new News("False", "ReplicaSetCreateError", why);
        }

        static News paused() {
            return new News("Unknown", PAUSED, "Deployment is paused");
        }

        static News resumed() {
            return new News("Unknown", "DeploymentResumed", "Deployment is resumed");
        }
    }
}
