package io.quarterdeck.pods;

import io.quarterdeck.pods.ContainerSpec.Kind;
import io.quarterdeck.pods.Observed.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far a pod has come: what the planner and the status must see alike. Pure. */
final class PodProgress {

    private PodProgress() {}

    static boolean succeeded(Seen seen) {
        return seen.status().ended() && seen.status().exitCode() == 0;
    }

    /** Whether a container that ended is to be started again. */
    static boolean restarts(Pod pod, ContainerSpec spec, Seen ended) {
        if (spec.kind() == Kind.SIDECAR) {
            return true;
        }
        boolean again = switch (pod.restartPolicy()) {
            case ALWAYS -> true;
            case ON_FAILURE -> !succeeded(ended);
            case NEVER -> false;
        };
        return again && !(spec.kind() == Kind.INIT && succeeded(ended));
    }

    /** Whether all init containers have done their work, or must have, because the others were begun. */
    static boolean initialised(Pod pod, Observed observed, Memory memory) {
        if (pod.mains().stream().anyMatch(main -> observed.latest(main.name()).isPresent())) {
            return true;
        }
        return pod.containers().stream().allMatch(spec -> initialised(spec, observed, memory));
    }

    static boolean initialised(ContainerSpec spec, Observed observed, Memory memory) {
        Optional<Seen> latest = observed.latest(spec.name());
        return switch (spec.kind()) {
            case INIT -> latest.isPresent() && succeeded(latest.get());
            case SIDECAR ->
                latest.isPresent()
                        && latest.get().status().running()
                        && memory.health(latest.get().status().id()).started();
            case MAIN -> true;
        };
    }

    /** Whether an init container failed for good. */
    static boolean initFailed(Pod pod, Observed observed) {
        return pod.containers().stream()
                .filter(spec -> spec.kind() == Kind.INIT)
                .anyMatch(spec -> observed.latest(spec.name())
                        .map(seen -> seen.status().ended() && !succeeded(seen) && !restarts(pod, spec, seen))
                        .orElse(false));
    }

    /** Whether every container has ended and none will be started again. */
    static boolean complete(Pod pod, Observed observed) {
        if (initFailed(pod, observed)) {
            return true;
        }
        List<ContainerSpec> mains = pod.mains();
        return !mains.isEmpty()
                && mains.stream()
                        .allMatch(spec -> observed.latest(spec.name())
                                .map(seen -> seen.status().ended() && !restarts(pod, spec, seen))
                                .orElse(false));
    }

    static boolean deadlinePassed(Pod pod, Instant startedAt, Instant now) {
        return pod.activeDeadlineSeconds().isPresent()
                && !now.isBefore(
                        startedAt.plusSeconds(pod.activeDeadlineSeconds().getAsLong()));
    }
}
