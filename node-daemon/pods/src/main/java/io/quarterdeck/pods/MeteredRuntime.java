package io.quarterdeck.pods;

import io.quarterdeck.cri.Container;
import io.quarterdeck.cri.ContainerConfig;
import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.cri.ContainerSummary;
import io.quarterdeck.cri.CriException;
import io.quarterdeck.cri.Image;
import io.quarterdeck.cri.RuntimeListener;
import io.quarterdeck.cri.Sandbox;
import io.quarterdeck.cri.SandboxConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A runtime whose calls are counted and timed, under the names that the kubelet gives them. */
public final class MeteredRuntime implements ContainerRuntime {

    private final ContainerRuntime runtime;
    private final PodMetrics metrics;

    public MeteredRuntime(ContainerRuntime runtime, PodMetrics metrics) {
        this.runtime = runtime;
        this.metrics = metrics;
    }

    private <T> T timed(String operation, Supplier<T> call) {
        long begun = System.nanoTime();
        boolean failed = true;
        try {
            T result = call.get();
            failed = false;
            return result;
        } catch (CriException.NotFound e) {
            failed = false;
            throw e;
        } finally {
            metrics.operation(operation, Duration.ofNanos(System.nanoTime() - begun), failed);
        }
    }

    private void timed(String operation, Runnable call) {
        timed(operation, () -> {
            call.run();
            return "";
        });
    }

    @Override
    public Version version() {
        return timed("version", runtime::version);
    }

    @Override
    public Readiness readiness() {
        return timed("status", runtime::readiness);
    }

    @Override
    public String runSandbox(SandboxConfig config) {
        return timed("run_podsandbox", () -> runtime.runSandbox(config));
    }

    @Override
    public void stopSandbox(String sandboxId) {
        timed("stop_podsandbox", () -> runtime.stopSandbox(sandboxId));
    }

    @Override
    public void removeSandbox(String sandboxId) {
        timed("remove_podsandbox", () -> runtime.removeSandbox(sandboxId));
    }

    @Override
    public Optional<Sandbox> sandbox(String sandboxId) {
        return timed("podsandbox_status", () -> runtime.sandbox(sandboxId));
    }

    @Override
    public List<Sandbox> sandboxes(Map<String, String> labels) {
        return timed("list_podsandbox", () -> runtime.sandboxes(labels));
    }

    @Override
    public String createContainer(String sandboxId, ContainerConfig config, SandboxConfig sandboxConfig) {
        return timed("create_container", () -> runtime.createContainer(sandboxId, config, sandboxConfig));
    }

    @Override
    public void startContainer(String containerId) {
        timed("start_container", () -> runtime.startContainer(containerId));
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        timed("stop_container", () -> runtime.stopContainer(containerId, grace));
    }

    @Override
    public void removeContainer(String containerId) {
        timed("remove_container", () -> runtime.removeContainer(containerId));
    }

    @Override
    public Optional<Container> container(String containerId) {
        return timed("container_status", () -> runtime.container(containerId));
    }

    @Override
    public List<ContainerSummary> containers(Map<String, String> labels) {
        return timed("list_containers", () -> runtime.containers(labels));
    }

    @Override
    public void reopenLog(String containerId) {
        timed("reopen_container_log", () -> runtime.reopenLog(containerId));
    }

    @Override
    public ExecResult exec(String containerId, List<String> command, Duration timeout) {
        return timed("exec_sync", () -> runtime.exec(containerId, command, timeout));
    }

    @Override
    public URI execUrl(String containerId, List<String> command, Streams streams) {
        return timed("exec", () -> runtime.execUrl(containerId, command, streams));
    }

    @Override
    public URI attachUrl(String containerId, Streams streams) {
        return timed("attach", () -> runtime.attachUrl(containerId, streams));
    }

    @Override
    public URI portForwardUrl(String sandboxId, List<Integer> ports) {
        return timed("port_forward", () -> runtime.portForwardUrl(sandboxId, ports));
    }

    @Override
    public Optional<Image> image(String reference) {
        return timed("image_status", () -> runtime.image(reference));
    }

    @Override
    public List<Image> images() {
        return timed("list_images", runtime::images);
    }

    @Override
    public String pullImage(String reference, RegistryLogin login, Duration timeout) {
        return timed("pull_image", () -> runtime.pullImage(reference, login, timeout));
    }

    @Override
    public void removeImage(String reference) {
        timed("remove_image", () -> runtime.removeImage(reference));
    }

    @Override
    public Subscription subscribe(RuntimeListener listener) {
        return runtime.subscribe(listener);
    }

    @Override
    public void close() {
        runtime.close();
    }
}
