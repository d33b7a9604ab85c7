package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.cri.Container;
import io.quarterdeck.model.Json;
import io.quarterdeck.pods.ContainerSpec.Kind;
import io.quarterdeck.pods.Observed.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The entries of {@code containerStatuses}. Pure. */
final class ContainerStatuses {

    private static final int SIGNAL_BASE = 128;

    private final Pod pod;
    private final Observed observed;
    private final Memory memory;
    private final String runtimeName;
    private final Instant now;

    ContainerStatuses(Pod pod, Observed observed, Memory memory, String runtimeName, Instant now) {
        this.pod = pod;
        this.observed = observed;
        this.memory = memory;
        this.runtimeName = runtimeName;
        this.now = now;
    }

    ObjectNode status(ContainerSpec spec) {
        List<Seen> runs = observed.runs(spec.name());
        Optional<Seen> latest = runs.stream().findFirst();
        Optional<Seen> waiting = latest.filter(seen -> waits(spec, seen));
        ObjectNode status = Json.object();
        status.put("name", spec.name());
        if (latest.isEmpty()) {
            status.set("state", waiting(spec, latest));
            status.putObject("lastState");
        } else if (waiting.isPresent()) {
            status.set("state", waiting(spec, latest));
            status.set(
                    "lastState",
                    last(latest.filter(seen -> seen.status().ended())
                            .or(() -> runs.stream().skip(1).findFirst())));
        } else {
            status.set("state", state(latest.get()));
            status.set("lastState", last(runs.stream().skip(1).findFirst()));
        }
        Memory.Health health = latest.filter(seen -> seen.status().running())
                .map(seen -> memory.health(seen.status().id()))
                .orElse(Memory.Health.UNKNOWN);
        boolean done =
                spec.kind() == Kind.INIT && latest.map(PodProgress::succeeded).orElse(false);
        status.put("ready", done || (spec.kind() != Kind.INIT && health.ready()));
        status.put("restartCount", latest.map(seen -> seen.status().attempt()).orElse(0));
        identify(status, spec, latest.map(Seen::status));
        status.put("started", health.started());
        if (spec.spec().path("resources").size() > 0) {
            status.set("resources", spec.spec().path("resources"));
            if (spec.spec().path("resources").path("requests").size() > 0) {
                status.set("allocatedResources", spec.spec().path("resources").path("requests"));
            }
        }
        return status;
    }

    private void identify(ObjectNode status, ContainerSpec spec, Optional<Container> container) {
        String image = container.map(Container::image).orElse("");
        status.put("image", image.isEmpty() || image.startsWith("sha256:") ? spec.image() : image);
        status.put("imageID", container.map(Container::imageRef).orElse(""));
        container.ifPresent(present -> status.put("containerID", id(present)));
    }

    /** Whether a run that is over, or never began, is shown as waiting for the next. */
    private boolean waits(ContainerSpec spec, Seen seen) {
        if (seen.status().running() || pod.finished() || pod.deletion().isPresent() || memory.removed()) {
            return false;
        }
        if (!seen.status().ended()) {
            return true;
        }
        if (!PodProgress.restarts(pod, spec, seen) || memory.busy().contains(PodPlanner.startKey(spec.name()))) {
            return false;
        }
        return memory.faults().containsKey(PodPlanner.startKey(spec.name())) || now.isBefore(restartAt(spec, seen));
    }

    private Instant restartAt(ContainerSpec spec, Seen seen) {
        return PodPlanner.restartAt(seen.status(), delay(spec));
    }

    private Duration delay(ContainerSpec spec) {
        return memory.delays().getOrDefault(spec.name(), Duration.ZERO);
    }

    private ObjectNode waiting(ContainerSpec spec, Optional<Seen> latest) {
        ObjectNode state = Json.object();
        ObjectNode waiting = state.putObject("waiting");
        Memory.Fault fault = memory.faults().get(PodPlanner.startKey(spec.name()));
        if (latest.isPresent() && latest.get().status().ended() && now.isBefore(restartAt(spec, latest.get()))) {
            waiting.put("reason", "CrashLoopBackOff");
            waiting.put("message", crashMessage(pod, spec.name(), delay(spec)));
        } else if (fault != null) {
            waiting.put("reason", fault.reason());
            waiting.put("message", fault.message());
        } else {
            boolean initialising =
                    spec.kind() == Kind.MAIN && pod.containers().stream().anyMatch(other -> other.kind() != Kind.MAIN);
            waiting.put("reason", initialising || spec.kind() != Kind.MAIN ? "PodInitializing" : "ContainerCreating");
        }
        return state;
    }

    static String crashMessage(Pod pod, String container, Duration delay) {
        return "back-off " + GoDuration.text(delay) + " restarting failed container=" + container + " pod="
                + pod.key().name() + "_" + pod.key().namespace() + "(" + pod.uid() + ")";
    }

    private ObjectNode last(Optional<Seen> run) {
        return run.filter(seen -> seen.status().ended()).map(this::state).orElseGet(Json::object);
    }

    private ObjectNode state(Seen seen) {
        Container status = seen.status();
        ObjectNode state = Json.object();
        if (status.running()) {
            state.putObject("running").put("startedAt", PodStatus.text(status.startedAt()));
            return state;
        }
        ObjectNode terminated = state.putObject("terminated");
        terminated.put("exitCode", status.exitCode());
        if (status.exitCode() > SIGNAL_BASE
                && status.exitCode() <= SIGNAL_BASE + 64
                && status.reason().isEmpty()) {
            terminated.put("signal", status.exitCode() - SIGNAL_BASE);
        }
        String reason = status.reason();
        terminated.put("reason", reason.isEmpty() ? status.exitCode() == 0 ? "Completed" : "Error" : reason);
        String message = seen.message().isEmpty() ? status.message() : seen.message();
        if (!message.isEmpty()) {
            terminated.put("message", message);
        }
        terminated.put("startedAt", PodStatus.text(status.startedAt()));
        terminated.put("finishedAt", PodStatus.text(status.finishedAt()));
        terminated.put("containerID", id(status));
        return state;
    }

    private String id(Container container) {
        return runtimeName + "://" + container.id();
    }
}
