package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.cri.ContainerConfig;
import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.cri.CriException;
import io.quarterdeck.cri.Image;
import io.quarterdeck.cri.SandboxConfig;
import io.quarterdeck.model.Json;
import io.quarterdeck.pods.PodPlanner.Action.StartContainer;
import io.quarterdeck.volumes.ConfigSource;
import io.quarterdeck.volumes.DownwardFields;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Brings one container from its spec to running: image, files, environment, creation, start, postStart hook. */
final class ContainerStarter {

    /** A hook that never answers must not hold its container for ever. */
    private static final Duration POST_START_TIMEOUT = Duration.ofMinutes(2);

    private final ContainerRuntime runtime;
    private final StartLane lane;
    private final ImagePuller images;
    private final ConfigSource source;
    private final EventRecorder events;
    private final Handlers handlers;
    private final ContainerConfigs configs;
    private final PodFiles files;
    private final NodeSettings node;

    ContainerStarter(
            ContainerRuntime runtime,
            StartLane lane,
            ImagePuller images,
            ConfigSource source,
            EventRecorder events,
            Handlers handlers,
            NodeSettings node) {
        this.runtime = runtime;
        this.lane = lane;
        this.images = images;
        this.source = source;
        this.events = events;
        this.handlers = handlers;
        this.node = node;
        this.configs = new ContainerConfigs(node);
        this.files = new PodFiles(node);
    }

    /**
     * What a start needs to know of its pod.
     *
     * @param volumes where each volume is on the host
     */
    record Place(
            Pod pod, SandboxConfig sandbox, List<String> addresses, Map<String, Path> volumes, DownwardFields fields) {}

    void start(StartContainer action, Place place) throws StartFault, InterruptedException {
        Pod pod = place.pod();
        ContainerSpec container = pod.container(action.name()).orElseThrow();
        PodEvents tell = new PodEvents(events, pod);
        Image image = images.image(pod, container);
        ContainerConfig config;
        try {
            config = config(action, place, container, image);
        } catch (StartFault e) {
            tell.warning("Failed", "Error: " + e.text());
            throw e;
        }
        String id = create(action, place, config, tell);
        try {
            lane.run(StartLane.Turn.CONTAINER, () -> {
                runtime.startContainer(id);
                return id;
            });
        } catch (CriException e) {
            tell.warning("Failed", "Error: " + e.getMessage());
            throw new StartFault("RunContainerError", String.valueOf(e.getMessage()), e);
        }
        tell.normal("Started", "Started container " + container.name());
        postStart(pod, container, id, place, tell);
    }

    private ContainerConfig config(StartContainer action, Place place, ContainerSpec container, Image image)
            throws StartFault {
        Pod pod = place.pod();
        try {
            Files.createDirectories(node.logFolder(pod).resolve(container.name()));
            Map<String, String> env = new Environment(source, place.fields()).of(container.spec(), services());
            Map<String, Path> given = files.prepare(pod, container, action.attempt(), place.addresses());
            return configs.config(
                    pod,
                    container,
                    action.attempt(),
                    new ContainerConfigs.Prepared(image, env, place.volumes(), given, place.fields()));
        } catch (IOException e) {
            throw new StartFault("CreateContainerConfigError", e.toString(), e);
        }
    }

    private String create(StartContainer action, Place place, ContainerConfig config, PodEvents tell)
            throws StartFault, InterruptedException {
        try {
            String id = lane.run(
                    StartLane.Turn.CONTAINER,
                    () -> runtime.createContainer(action.sandboxId(), config, place.sandbox()));
            tell.normal("Created", "Created container: " + config.name());
            return id;
        } catch (CriException e) {
            tell.warning("Failed", "Error: " + e.getMessage());
            throw new StartFault("CreateContainerError", String.valueOf(e.getMessage()), e);
        }
    }

    /** Where containers find the API, under the names that every client library reads. */
    private Map<String, String> services() {
        URI api = URI.create("https://" + node.apiHost());
        String port = Integer.toString(api.getPort() < 0 ? 443 : api.getPort());
        String host = api.getHost();
        Map<String, String> env = new LinkedHashMap<>();
        env.put("KUBERNETES_SERVICE_HOST", host);
        env.put("KUBERNETES_SERVICE_PORT", port);
        env.put("KUBERNETES_SERVICE_PORT_HTTPS", port);
        env.put("KUBERNETES_PORT", "tcp://" + host + ":" + port);
        env.put("KUBERNETES_PORT_443_TCP", "tcp://" + host + ":" + port);
        env.put("KUBERNETES_PORT_443_TCP_ADDR", host);
        env.put("KUBERNETES_PORT_443_TCP_PORT", port);
        env.put("KUBERNETES_PORT_443_TCP_PROTO", "tcp");
        return env;
    }

    private void postStart(Pod pod, ContainerSpec container, String id, Place place, PodEvents tell)
            throws StartFault, InterruptedException {
        JsonNode hook = Json.at(container.spec(), "lifecycle", "postStart");
        if (!hook.isObject()) {
            return;
        }
        Handlers.Answer answer = hook(hook, target(container, id, place.addresses()), POST_START_TIMEOUT);
        if (!answer.success()) {
            tell.warning("FailedPostStartHook", "PostStartHook failed");
            runtime.stopContainer(id, pod.grace());
            throw new StartFault("PostStartHookError", "PostStartHook failed: " + answer.text());
        }
    }

    /** Asks a container to end: its preStop hook first, then the stop signal, then the end of patience. */
    void stop(Pod pod, PodPlanner.Action.StopContainer action, List<String> addresses, Duration graceMin)
            throws InterruptedException {
        PodEvents tell = new PodEvents(events, pod);
        tell.normal("Killing", action.why());
        long begun = System.nanoTime();
        Optional<ContainerSpec> container = pod.container(action.name());
        JsonNode hook = container
                .map(spec -> Json.at(spec.spec(), "lifecycle", "preStop"))
                .orElseGet(Json::object);
        if (container.isPresent() && !hook.isEmpty() && !action.grace().isZero()) {
            Handlers.Answer answer = hook(hook, target(container.get(), action.id(), addresses), action.grace());
            if (!answer.success()) {
                tell.warning("FailedPreStopHook", "PreStopHook failed");
            }
        }
        Duration left = action.grace().minusNanos(System.nanoTime() - begun);
        boolean hooked = !hook.isEmpty();
        runtime.stopContainer(action.id(), hooked && left.compareTo(graceMin) < 0 ? graceMin : left);
    }

    private Handlers.Answer hook(JsonNode hook, Handlers.Target target, Duration timeout) throws InterruptedException {
        if (hook.has("sleep")) {
            long seconds = Math.min(hook.path("sleep").path("seconds").asLong(), timeout.toSeconds());
            boolean early = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
            return new Handlers.Answer(!early, "");
        }
        return handlers.ask(hook, target, timeout);
    }

    static Handlers.Target target(ContainerSpec container, String id, List<String> addresses) {
        return new Handlers.Target(id, addresses.isEmpty() ? "127.0.0.1" : addresses.getFirst(), container);
    }
}
