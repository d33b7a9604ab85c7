package io.quarterdeck.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.cri.ContainerSummary.Phase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every runtime must do, the fake one and the real one. */
abstract class ContainerRuntimeContractTest {

    static final String IMAGE = "quarterdeck.local/busybox:1";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path logs;

    abstract ContainerRuntime runtime();

    @Test
    void aStartedContainerRunsUntilItIsStopped() throws InterruptedException {
        SandboxConfig sandboxConfig = sandbox("runs");
        String sandbox = runtime().runSandbox(sandboxConfig);
        String container =
                runtime().createContainer(sandbox, container("web", List.of("sh", "-c", "sleep 3600")), sandboxConfig);
        assertThat(runtime().container(container).orElseThrow().phase()).isEqualTo(Phase.CREATED);
        runtime().startContainer(container);
        assertThat(runtime().container(container).orElseThrow().running()).isTrue();
        assertThat(runtime().containers(Map.of("pod", "runs")))
                .extracting(ContainerSummary::id)
                .containsExactly(container);

        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (ContainerRuntime.Subscription subscription = listen(heard)) {
            assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("resync");
            runtime().stopContainer(container, Duration.ZERO);
            assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(container);
            assertThat(subscription).isNotNull();
        }
        Container ended = runtime().container(container).orElseThrow();
        assertThat(ended.phase()).isEqualTo(Phase.EXITED);
        assertThat(ended.exitCode()).isEqualTo(137);
        remove(sandbox);
    }

    @Test
    void anEndIsToldOnceItCanBeSeen() throws InterruptedException {
        SandboxConfig sandboxConfig = sandbox("ends");
        String sandbox = runtime().runSandbox(sandboxConfig);
        String container =
                runtime().createContainer(sandbox, container("job", List.of("sh", "-c", "exit 3")), sandboxConfig);
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (ContainerRuntime.Subscription subscription = listen(heard)) {
            assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("resync");
            runtime().startContainer(container);
            assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(container);
            assertThat(subscription).isNotNull();
        }
        Container ended = runtime().container(container).orElseThrow();
        assertThat(ended.phase()).isEqualTo(Phase.EXITED);
        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.finishedAt()).isAfterOrEqualTo(ended.startedAt());
        remove(sandbox);
    }

    @Test
    void aCommandRunsInARunningContainer() {
        SandboxConfig sandboxConfig = sandbox("exec");
        String sandbox = runtime().runSandbox(sandboxConfig);
        String container =
                runtime().createContainer(sandbox, container("web", List.of("sh", "-c", "sleep 3600")), sandboxConfig);
        runtime().startContainer(container);
        ContainerRuntime.ExecResult said =
                runtime().exec(container, List.of("sh", "-c", "echo hello"), Duration.ofSeconds(5));
        assertThat(new String(said.stdout(), StandardCharsets.UTF_8)).isEqualTo("hello\n");
        assertThat(runtime()
                        .exec(container, List.of("sh", "-c", "exit 4"), Duration.ofSeconds(5))
                        .exitCode())
                .isEqualTo(4);
        remove(sandbox);
    }

    @Test
    void aRemovedSandboxIsGoneWithItsContainers() {
        SandboxConfig sandboxConfig = sandbox("gone");
        String sandbox = runtime().runSandbox(sandboxConfig);
        String container =
                runtime().createContainer(sandbox, container("web", List.of("sh", "-c", "sleep 3600")), sandboxConfig);
        runtime().startContainer(container);
        assertThat(runtime().sandboxes(Map.of("pod", "gone"))).hasSize(1);
        runtime().stopSandbox(sandbox);
        assertThat(runtime().sandbox(sandbox).orElseThrow().ready()).isFalse();
        assertThat(runtime().container(container).orElseThrow().ended()).isTrue();
        runtime().removeSandbox(sandbox);
        runtime().removeSandbox(sandbox);
        runtime().stopContainer(container, Duration.ZERO);
        assertThat(runtime().sandbox(sandbox)).isEmpty();
        assertThat(runtime().container(container)).isEmpty();
    }

    @Test
    void whatIsNotThereIsToldApartFromWhatFails() {
        assertThat(runtime().container("nothing")).isEmpty();
        assertThat(runtime().image("quarterdeck.local/absent:1")).isEmpty();
        assertThat(runtime().image(IMAGE)).isPresent();
        assertThatThrownBy(() -> runtime().startContainer("nothing")).isInstanceOf(CriException.NotFound.class);
    }

    private ContainerRuntime.Subscription listen(LinkedBlockingQueue<String> heard) {
        return runtime().subscribe(new RuntimeListener() {
            @Override
            public void changed(String id) {
                heard.add(id);
            }

            @Override
            public void resync() {
                heard.add("resync");
            }
        });
    }

    private void remove(String sandbox) {
        runtime().stopSandbox(sandbox);
        runtime().removeSandbox(sandbox);
    }

    private SandboxConfig sandbox(String name) {
        // The host's network needs no plugins: those have tests of their own.
        return new SandboxConfig(
                "default",
                name,
                "uid-" + name,
                0,
                "",
                logs.resolve(name).toString(),
                new SandboxConfig.Dns(List.of(), List.of(), List.of()),
                List.of(),
                Map.of("pod", name),
                Map.of(),
                "",
                Map.of(),
                new SandboxConfig.Namespaces(true, false, false, false),
                false);
    }

    private static ContainerConfig container(String name, List<String> command) {
        return new ContainerConfig(
                name,
                0,
                IMAGE,
                command,
                List.of(),
                "",
                Map.of(),
                List.of(),
                Map.of("pod", "runs"),
                Map.of(),
                name + "/0.log",
                false,
                false,
                false,
                new ContainerConfig.Resources(0, 0, 0, 0, 0),
                new ContainerConfig.Security(
                        false,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        false,
                        false,
                        false,
                        "unconfined",
                        new SandboxConfig.Namespaces(true, false, false, false)));
    }
}
