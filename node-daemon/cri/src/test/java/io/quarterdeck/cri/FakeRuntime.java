package io.quarterdeck.cri;

import io.quarterdeck.cri.ContainerSummary.Phase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A runtime in memory. Its containers run until they are stopped or {@link #end ended}; {@code sh -c "exit N"} ends at once.
 */
public final class FakeRuntime implements ContainerRuntime {

    private final InstantSource clock;
    private final Map<String, Sandbox> sandboxes = new TreeMap<>();
    private final Map<String, Container> containers = new TreeMap<>();
    private final Map<String, String> homes = new TreeMap<>();
    private final Map<String, ContainerConfig> configs = new TreeMap<>();
    private final Map<String, Image> images = new TreeMap<>();
    private final Map<String, String> pullFaults = new TreeMap<>();
    private final List<RuntimeListener> listeners = new CopyOnWriteArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private int ids;

    public FakeRuntime(InstantSource clock) {
        this.clock = clock;
    }

    /** Makes an image present. */
    public synchronized FakeRuntime withImage(String reference) {
        images.put(
                reference,
                new Image("sha256:" + reference, List.of(reference), List.of(reference + "@sha256:0"), 1, -1, ""));
        return this;
    }

    /** Makes pulls of an image fail. */
    public synchronized FakeRuntime withPullFault(String reference, String message) {
        pullFaults.put(reference, message);
        return this;
    }

    /** What was asked for so far, in order: {@code start web}, {@code stop web 30}, {@code sandbox pod}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public synchronized Optional<ContainerConfig> config(String containerId) {
        return Optional.ofNullable(configs.get(containerId));
    }

    /** Lets a running container end by itself. */
    public void end(String containerId, int exitCode) {
        synchronized (this) {
            Container now = existing(containerId);
            finish(now, exitCode);
        }
        tell(listener -> listener.changed(containerId));
    }

    @Override
    public Version version() {
        return new Version("fake", "1.0.0");
    }

    @Override
    public Readiness readiness() {
        return new Readiness("", "");
    }

    @Override
    public synchronized String runSandbox(SandboxConfig config) {
        calls.add("sandbox " + config.name());
        String id = "sandbox-" + ++ids;
        List<String> addresses = config.namespaces().hostNetwork() ? List.of() : List.of("10.244.0." + ids);
        sandboxes.put(
                id,
                new Sandbox(
                        id,
                        config.uid(),
                        config.attempt(),
                        true,
                        clock.instant(),
                        addresses,
                        config.labels(),
                        config.annotations()));
        return id;
    }

    @Override
    public void stopSandbox(String sandboxId) {
        List<String> ended = new ArrayList<>();
        synchronized (this) {
            Sandbox sandbox = sandboxes.get(sandboxId);
            if (sandbox == null || !sandbox.ready()) {
                return;
            }
            calls.add("stopSandbox");
            homes.forEach((container, home) -> {
                if (home.equals(sandboxId) && existing(container).running()) {
                    finish(existing(container), 137);
                    ended.add(container);
                }
            });
            sandboxes.put(
                    sandboxId,
                    new Sandbox(
                            sandboxId,
                            sandbox.podUid(),
                            sandbox.attempt(),
                            false,
                            sandbox.createdAt(),
                            List.of(),
                            sandbox.labels(),
                            sandbox.annotations()));
            ended.add(sandboxId);
        }
        ended.forEach(id -> tell(listener -> listener.changed(id)));
    }

    @Override
    public synchronized void removeSandbox(String sandboxId) {
        if (sandboxes.remove(sandboxId) != null) {
            calls.add("removeSandbox");
        }
        List<String> inside = homes.entrySet().stream()
                .filter(entry -> entry.getValue().equals(sandboxId))
                .map(Map.Entry::getKey)
                .toList();
        inside.forEach(id -> {
            homes.remove(id);
            containers.remove(id);
        });
    }

    @Override
    public synchronized Optional<Sandbox> sandbox(String sandboxId) {
        return Optional.ofNullable(sandboxes.get(sandboxId));
    }

    @Override
    public synchronized List<Sandbox> sandboxes(Map<String, String> labels) {
        return sandboxes.values().stream()
                .filter(sandbox -> sandbox.labels().entrySet().containsAll(labels.entrySet()))
                .sorted(Comparator.comparing(Sandbox::createdAt).reversed().thenComparing(Sandbox::id))
                .toList();
    }

    @Override
    public synchronized String createContainer(String sandboxId, ContainerConfig config, SandboxConfig sandboxConfig) {
        Sandbox sandbox = sandboxes.get(sandboxId);
        if (sandbox == null) {
            throw new CriException.NotFound("no sandbox " + sandboxId, new IllegalStateException());
        }
        String id = "container-" + ++ids;
        calls.add("create " + config.name());
        configs.put(id, config);
        homes.put(id, sandboxId);
        containers.put(
                id,
                new Container(
                        id,
                        config.name(),
                        config.attempt(),
                        Phase.CREATED,
                        clock.instant(),
                        java.time.Instant.EPOCH,
                        java.time.Instant.EPOCH,
                        0,
                        config.image(),
                        config.image() + "@sha256:0",
                        "",
                        "",
                        sandboxConfig.logDirectory() + "/" + config.logPath(),
                        config.labels(),
                        config.annotations()));
        return id;
    }

    @Override
    public void startContainer(String containerId) {
        List<String> command;
        synchronized (this) {
            Container now = existing(containerId);
            calls.add("start " + now.name());
            command = Optional.ofNullable(configs.get(containerId))
                    .map(ContainerConfig::command)
                    .orElse(List.of());
            containers.put(containerId, with(now, Phase.RUNNING, 0, ""));
        }
        if (!command.isEmpty() && command.getLast().startsWith("exit ")) {
            end(containerId, Integer.parseInt(command.getLast().substring("exit ".length())));
        }
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        synchronized (this) {
            Container now = containers.get(containerId);
            if (now == null || !now.running()) {
                return;
            }
            calls.add("stop " + now.name() + " " + grace.toSeconds());
            finish(now, grace.isZero() ? 137 : 143);
        }
        tell(listener -> listener.changed(containerId));
    }

    @Override
    public synchronized void removeContainer(String containerId) {
        containers.remove(containerId);
        homes.remove(containerId);
    }

    @Override
    public synchronized Optional<Container> container(String containerId) {
        return Optional.ofNullable(containers.get(containerId));
    }

    @Override
    public synchronized List<ContainerSummary> containers(Map<String, String> labels) {
        return containers.values().stream()
                .filter(container -> container.labels().entrySet().containsAll(labels.entrySet()))
                .sorted(Comparator.comparing(Container::createdAt).reversed().thenComparing(Container::id))
                .map(container -> new ContainerSummary(
                        container.id(),
                        homes.getOrDefault(container.id(), ""),
                        container.name(),
                        container.attempt(),
                        container.phase(),
                        container.createdAt(),
                        container.labels()))
                .toList();
    }

    @Override
    public void reopenLog(String containerId) {}

    @Override
    public synchronized ExecResult exec(String containerId, List<String> command, Duration timeout) {
        if (!existing(containerId).running()) {
            throw new CriException.Failed("container is not running", new IllegalStateException());
        }
        String text = command.getLast();
        int code = text.startsWith("exit ") ? Integer.parseInt(text.substring("exit ".length())) : 0;
        String said = text.startsWith("echo ") ? text.substring("echo ".length()) + "\n" : "";
        return new ExecResult(code, said.getBytes(StandardCharsets.UTF_8), new byte[0]);
    }

    @Override
    public URI execUrl(String containerId, List<String> command, Streams streams) {
        return URI.create("http://127.0.0.1:1/exec/" + containerId);
    }

    @Override
    public URI attachUrl(String containerId, Streams streams) {
        return URI.create("http://127.0.0.1:1/attach/" + containerId);
    }

    @Override
    public URI portForwardUrl(String sandboxId, List<Integer> ports) {
        return URI.create("http://127.0.0.1:1/portforward/" + sandboxId);
    }

    @Override
    public synchronized Optional<Image> image(String reference) {
        return Optional.ofNullable(images.get(reference));
    }

    @Override
    public synchronized List<Image> images() {
        return List.copyOf(images.values());
    }

    @Override
    public synchronized String pullImage(String reference, RegistryLogin login, Duration timeout) {
        calls.add("pull " + reference);
        String fault = pullFaults.get(reference);
        if (fault != null) {
            throw new CriException.Failed(fault, new IllegalStateException());
        }
        withImage(reference);
        return "sha256:" + reference;
    }

    @Override
    public synchronized void removeImage(String reference) {
        images.remove(reference);
    }

    @Override
    public Subscription subscribe(RuntimeListener listener) {
        listeners.add(listener);
        listener.resync();
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        listeners.clear();
    }

    private void tell(Consumer<RuntimeListener> message) {
        listeners.forEach(message);
    }

    private Container existing(String containerId) {
        Container container = containers.get(containerId);
        if (container == null) {
            throw new CriException.NotFound("no container " + containerId, new IllegalStateException());
        }
        return container;
    }

    private void finish(Container now, int exitCode) {
        containers.put(now.id(), with(now, Phase.EXITED, exitCode, exitCode == 0 ? "Completed" : "Error"));
    }

    private Container with(Container now, Phase phase, int exitCode, String reason) {
        return new Container(
                now.id(),
                now.name(),
                now.attempt(),
                phase,
                now.createdAt(),
                phase == Phase.RUNNING ? clock.instant() : now.startedAt(),
                phase == Phase.EXITED ? clock.instant() : now.finishedAt(),
                exitCode,
                now.image(),
                now.imageRef(),
                reason,
                "",
                now.logPath(),
                now.labels(),
                now.annotations());
    }
}
