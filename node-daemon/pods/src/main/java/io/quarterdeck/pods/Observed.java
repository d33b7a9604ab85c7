package io.quarterdeck.pods;

import io.quarterdeck.cri.Container;
import io.quarterdeck.cri.Sandbox;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the runtime has of a pod.
 *
 * @param sandboxes newest first
 */
record Observed(List<Sandbox> sandboxes, List<Seen> containers) {

    private static final Comparator<Seen> LATEST_FIRST = Comparator.comparingInt(
                    (Seen seen) -> seen.status().attempt())
            .thenComparing(seen -> seen.status().createdAt())
            .thenComparing(seen -> seen.status().id())
            .reversed();

    /** Nothing at all. Below the order, which its constructor uses. */
    static final Observed NOTHING = new Observed(List.of(), List.of());

    /**
     * A container.
     *
     * @param message what it left in its termination log, where it has ended
     */
    record Seen(String sandboxId, Container status, String message) {}

    Observed {
        sandboxes = List.copyOf(sandboxes);
        containers = containers.stream().sorted(LATEST_FIRST).toList();
    }

    /** The sandbox that the pod lives in, if it is alive. */
    Optional<Sandbox> sandbox() {
        return sandboxes.stream().findFirst().filter(Sandbox::ready);
    }

    /** The runs of one container, the last one first. */
    List<Seen> runs(String name) {
        return containers.stream()
                .filter(seen -> seen.status().name().equals(name))
                .toList();
    }

    /** The last run of a container, in whatever sandbox. */
    Optional<Seen> latest(String name) {
        return runs(name).stream().findFirst();
    }

    /** The last run of a container in the sandbox that is alive. */
    Optional<Seen> current(String name) {
        return sandbox()
                .flatMap(sandbox -> latest(name).filter(seen -> seen.sandboxId().equals(sandbox.id())));
    }

    List<Seen> running() {
        return containers.stream().filter(seen -> seen.status().running()).toList();
    }
}
