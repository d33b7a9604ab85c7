package io.quarterdeck.pods;

import io.quarterdeck.cri.Container;
import io.quarterdeck.cri.ContainerSummary.Phase;
import io.quarterdeck.cri.Sandbox;
import io.quarterdeck.pods.Observed.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides what a pod needs next. Pure: no clock, no I/O, no logging. */
final class PodPlanner {

    /** {@code logs -p} shows the run before the last one; older ones are garbage. */
    private static final int RUNS_KEPT = 2;

    private static final int SANDBOXES_KEPT = 2;

    /** A run this long was a success: the next crash waits as little as the first. */
    static final Duration STABLE_AFTER = Duration.ofMinutes(10);

    private final Pod pod;
    private final Observed observed;
    private final Memory memory;
    private final Instant now;
    private final List<Action> actions = new ArrayList<>();
    private Optional<Instant> wakeAt = Optional.empty();

    private PodPlanner(Pod pod, Observed observed, Memory memory, Instant now) {
        this.pod = pod;
        this.observed = observed;
        this.memory = memory;
        this.now = now;
    }

    /** What comes next; the same input gives the same plan. */
    static Plan plan(Pod pod, Observed observed, Memory memory, Instant now) {
        return new PodPlanner(pod, observed, memory, now).plan();
    }

    /**
     * What to begin, and when to look again though nothing changes.
     *
     * @param ending the pod is being ended: whatever still starts something may be broken off
     */
    record Plan(List<Action> actions, Optional<Instant> wakeAt, boolean ending) {
        Plan {
            actions = List.copyOf(actions);
        }
    }

    /** One thing to do. While an action of the same key is under way, it is not planned again. */
    sealed interface Action {

        String key();

        record PrepareVolumes() implements Action {
            @Override
            public String key() {
                return "volumes";
            }
        }

        record CreateSandbox(int attempt) implements Action {
            @Override
            public String key() {
                return "sandbox";
            }
        }

        record StopSandbox(String id) implements Action {
            @Override
            public String key() {
                return "sandbox";
            }
        }

        record RemoveSandbox(String id) implements Action {
            @Override
            public String key() {
                return "remove " + id;
            }
        }

        record StartContainer(String name, String sandboxId, int attempt, boolean restart) implements Action {
            @Override
            public String key() {
                return startKey(name);
            }
        }

        record StopContainer(String name, String id, Duration grace, String why) implements Action {
            @Override
            public String key() {
                return "stop " + id + " " + grace.toSeconds();
            }
        }

        record RemoveContainer(String id) implements Action {
            @Override
            public String key() {
                return "remove " + id;
            }
        }

        /** Removes all that is left of the pod here, then its object. */
        record Finish() implements Action {
            @Override
            public String key() {
                return "finish";
            }
        }
    }

    static String startKey(String container) {
        return "start " + container;
    }

    private Plan plan() {
        boolean ending = pod.deletion().isPresent() || memory.removed();
        if (ending) {
            end(true);
        } else if (pod.finished() || deadlinePassed() || PodProgress.complete(pod, observed)) {
            ending = true;
            end(false);
        } else {
            pod.activeDeadlineSeconds()
                    .ifPresent(seconds -> wake(memory.startedAt().plusSeconds(seconds)));
            run();
            collectGarbage();
        }
        return new Plan(actions, wakeAt, ending);
    }

    private boolean deadlinePassed() {
        return PodProgress.deadlinePassed(pod, memory.startedAt(), now);
    }

    // Sidecars serve the others, so they go last.
    private void end(boolean andRemove) {
        List<Seen> running = observed.running();
        List<Seen> first = running.stream().filter(seen -> !sidecar(seen)).toList();
        for (Seen seen : first.isEmpty() ? running : first) {
            stop(seen, pod.grace(), "Stopping container " + seen.status().name());
        }
        boolean starting = memory.busy().stream().anyMatch(key -> key.startsWith("start ") || key.equals("sandbox"));
        if (!running.isEmpty() || starting) {
            return;
        }
        if (andRemove) {
            begin(new Action.Finish());
            return;
        }
        observed.sandbox().ifPresent(sandbox -> begin(new Action.StopSandbox(sandbox.id())));
    }

    private boolean sidecar(Seen seen) {
        return pod.container(seen.status().name())
                .map(spec -> spec.kind() == ContainerSpec.Kind.SIDECAR)
                .orElse(false);
    }

    private void run() {
        if (!memory.volumesReady()) {
            begin(new Action.PrepareVolumes());
        }
        Optional<Sandbox> alive = observed.sandbox();
        if (alive.isEmpty()) {
            replaceSandbox();
            return;
        }
        if (!memory.volumesReady() || memory.busy().contains("sandbox")) {
            return;
        }
        String sandboxId = alive.get().id();
        boolean begun = pod.mains().stream()
                .anyMatch(main -> observed.current(main.name()).isPresent());
        for (ContainerSpec spec : pod.containers()) {
            boolean passed = switch (spec.kind()) {
                case INIT -> begun || initialise(spec, sandboxId);
                case SIDECAR -> keepRunning(spec, sandboxId) || begun;
                case MAIN -> {
                    keepRunning(spec, sandboxId);
                    yield true;
                }
            };
            if (!passed) {
                return;
            }
        }
    }

    // Containers die with their sandbox; what survived it for a moment would share nothing with the new one.
    private void replaceSandbox() {
        List<Seen> running = observed.running();
        running.forEach(seen ->
                stop(seen, pod.grace(), "Stopping container " + seen.status().name()));
        if (running.isEmpty()) {
            int attempt = observed.sandboxes().stream()
                    .mapToInt(sandbox -> sandbox.attempt() + 1)
                    .max()
                    .orElse(0);
            begin(new Action.CreateSandbox(attempt));
        }
    }

    /** Whether the init container has done its work. */
    private boolean initialise(ContainerSpec spec, String sandboxId) {
        Optional<Seen> current = observed.current(spec.name());
        if (current.isPresent() && PodProgress.succeeded(current.get())) {
            return true;
        }
        if (current.isEmpty() || current.get().status().ended()) {
            start(spec, sandboxId, current);
        } else {
            removeUnstarted(current.get(), spec);
        }
        return false;
    }

    /** Starts the container where it should run and does not; whether it runs and has started. */
    private boolean keepRunning(ContainerSpec spec, String sandboxId) {
        Optional<Seen> current = observed.current(spec.name());
        if (current.isEmpty()) {
            start(spec, sandboxId, current);
            return false;
        }
        Container status = current.get().status();
        if (status.running()) {
            Memory.Health health = memory.health(status.id());
            if (!spec.hash().equals(status.annotations().getOrDefault(Labels.HASH, spec.hash()))) {
                stop(current.get(), pod.grace(), "Container " + spec.name() + " definition changed, will be restarted");
            } else if (health.failing().isPresent()) {
                stop(
                        current.get(),
                        health.grace().orElse(pod.grace()),
                        health.failing().get());
            }
            return health.started();
        }
        if (status.phase() == Phase.CREATED) {
            removeUnstarted(current.get(), spec);
        } else if (PodProgress.restarts(pod, spec, current.get())) {
            start(spec, sandboxId, current);
        }
        return false;
    }

    // Left by a daemon that was killed between making a container and starting it. Its log and name are taken: make
    // anew.
    private void removeUnstarted(Seen seen, ContainerSpec spec) {
        if (seen.status().phase() == Phase.CREATED && !memory.busy().contains(startKey(spec.name()))) {
            begin(new Action.RemoveContainer(seen.status().id()));
        }
    }

    private void start(ContainerSpec spec, String sandboxId, Optional<Seen> ended) {
        Optional<Memory.Fault> fault = memory.pending(startKey(spec.name()), now);
        if (fault.isPresent()) {
            wake(fault.get().retryAt());
            return;
        }
        if (ended.isPresent()) {
            Instant due = restartAt(ended.get().status(), memory.delays().getOrDefault(spec.name(), Duration.ZERO));
            if (now.isBefore(due)) {
                wake(due);
                return;
            }
        }
        int attempt = observed.latest(spec.name())
                .map(seen -> seen.status().attempt() + 1)
                .orElse(0);
        begin(new Action.StartContainer(spec.name(), sandboxId, attempt, ended.isPresent()));
    }

    /** When a container that ended is started again. */
    static Instant restartAt(Container ended, Duration delay) {
        boolean stable = Duration.between(ended.startedAt(), ended.finishedAt()).compareTo(STABLE_AFTER) >= 0;
        return stable ? ended.finishedAt() : ended.finishedAt().plus(delay);
    }

    private void stop(Seen seen, Duration grace, String why) {
        begin(new Action.StopContainer(seen.status().name(), seen.status().id(), grace, why));
    }

    private void collectGarbage() {
        for (ContainerSpec spec : pod.containers()) {
            observed.runs(spec.name()).stream()
                    .skip(RUNS_KEPT)
                    .filter(seen -> seen.status().ended())
                    .forEach(seen ->
                            begin(new Action.RemoveContainer(seen.status().id())));
        }
        observed.sandboxes().stream()
                .skip(SANDBOXES_KEPT)
                .forEach(sandbox -> begin(new Action.RemoveSandbox(sandbox.id())));
    }

    private void begin(Action action) {
        if (memory.busy().contains(action.key())) {
            return;
        }
        Optional<Memory.Fault> fault = memory.pending(action.key(), now);
        if (fault.isPresent()) {
            wake(fault.get().retryAt());
        } else {
            actions.add(action);
        }
    }

    private void wake(Instant at) {
        if (wakeAt.isEmpty() || at.isBefore(wakeAt.get())) {
            wakeAt = Optional.of(at);
        }
    }
}
