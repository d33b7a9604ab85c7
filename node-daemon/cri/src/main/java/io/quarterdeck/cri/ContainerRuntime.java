package io.quarterdeck.cri;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What runs sandboxes and containers. Every call blocks and may throw {@link CriException}. */
public interface ContainerRuntime extends AutoCloseable {

    /** Name and version, such as {@code containerd} and {@code 1.6.20}. */
    Version version();

    /** Whether the runtime and its network are ready; an empty text is yes, anything else the reason why not. */
    Readiness readiness();

    /** Starts a sandbox, its network included, and returns its id. */
    String runSandbox(SandboxConfig config);

    /** Stops a sandbox and all that runs in it, at once; harmless if it is stopped or gone. */
    void stopSandbox(String sandboxId);

    /** Removes a stopped sandbox and its containers; harmless if it is gone. */
    void removeSandbox(String sandboxId);

    Optional<Sandbox> sandbox(String sandboxId);

    /** The sandboxes whose labels include these, newest first; without their addresses. */
    List<Sandbox> sandboxes(Map<String, String> labels);

    String createContainer(String sandboxId, ContainerConfig config, SandboxConfig sandboxConfig);

    void startContainer(String containerId);

    /** Sends the stop signal, waits for at most the grace, then kills. Returns when the container has ended. */
    void stopContainer(String containerId, Duration grace);

    /** Removes a container, running or not; harmless if it is gone. */
    void removeContainer(String containerId);

    Optional<Container> container(String containerId);

    /** The containers whose labels include these, newest first. */
    List<ContainerSummary> containers(Map<String, String> labels);

    /** Makes the runtime write a new log file after the old one was renamed. */
    void reopenLog(String containerId);

    /** Runs a command in a container to its end. Throws {@link CriException.Unavailable} when the time is over. */
    ExecResult exec(String containerId, List<String> command, Duration timeout);

    /** Where on loopback a command's streams are served, once. */
    URI execUrl(String containerId, List<String> command, Streams streams);

    URI attachUrl(String containerId, Streams streams);

    /** Where a sandbox is forwarded to, once. Clients over WebSocket say beforehand which ports they mean. */
    URI portForwardUrl(String sandboxId, List<Integer> ports);

    Optional<Image> image(String reference);

    List<Image> images();

    /** Pulls an image and returns its id. */
    String pullImage(String reference, RegistryLogin login, Duration timeout);

    void removeImage(String reference);

    /** Tells a listener of every change until it is closed; reconnects by itself. */
    Subscription subscribe(RuntimeListener listener);

    @Override
    void close();

    /** An end of listening. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** The runtime's own name and version. */
    record Version(String name, String version) {}

    /** Why the runtime, or its network, is not ready; empty where it is. */
    record Readiness(String runtimeFault, String networkFault) {
        public boolean ready() {
            return runtimeFault.isEmpty() && networkFault.isEmpty();
        }
    }

    /** How a command ended, and what it said. */
    record ExecResult(int exitCode, byte[] stdout, byte[] stderr) {}

    /** Which streams of a process are wanted. With a terminal, stderr is part of stdout. */
    record Streams(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}

    /** A login for a registry; all parts empty for none. */
    record RegistryLogin(String username, String password, String auth, String identityToken) {
        public static final RegistryLogin NONE = new RegistryLogin("", "", "", "");
    }
}
