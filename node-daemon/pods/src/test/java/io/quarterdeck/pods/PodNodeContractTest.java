package io.quarterdeck.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.cri.SandboxConfig.Dns;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.volumes.ConfigSource;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does with pods, whatever the runtime. Pods use the host's network, which needs no plugins. */
abstract class PodNodeContractTest {

    @TempDir
    Path folder;

    private final FakeApi api = new FakeApi();
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    private PodNode node;

    abstract ContainerRuntime runtime();

    /** A command that runs until it is told to end. */
    abstract String lasting();

    /** A command that ends with a code. */
    abstract String ending(int code);

    @BeforeEach
    void start() throws GeneralSecurityException {
        node = started();
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Pod pod : api.list()) {
            delete(pod.key().name(), 1);
            api.await(pod.key().name(), JsonNode::isEmpty);
        }
        node.close();
    }

    @Test
    void aPodIsReadyOnceItsContainerRuns() throws InterruptedException {
        api.put(Pods.plain("web", container(lasting())));
        JsonNode pod = awaitReady("web");
        assertThat(Json.text(pod, "status", "phase")).isEqualTo("Running");
        assertThat(Json.text(pod, "status", "podIP")).isEqualTo("127.0.0.1");
        JsonNode status = pod.path("status").path("containerStatuses").path(0);
        assertThat(status.path("ready").asBoolean()).isTrue();
        assertThat(status.path("started").asBoolean()).isTrue();
        assertThat(Json.text(status, "containerID")).startsWith("containerd://");
        assertThat(Json.text(status, "state", "running", "startedAt")).isNotEmpty();
        assertThat(events).contains("Created", "Started", "Pulled");
    }

    @Test
    void aDeletedPodLeavesNothing() throws InterruptedException {
        api.put(Pods.plain("gone", container(lasting())));
        awaitReady("gone");
        delete("gone", 1);
        api.await("gone", JsonNode::isEmpty);
        awaitNoSandbox("uid-gone");
        assertThat(events).contains("Killing");
    }

    @Test
    void aForciblyRemovedPodLeavesNothing() throws InterruptedException {
        ObjectNode pod = Pods.plain("forced", container(lasting()) + ", \"terminationGracePeriodSeconds\": 0");
        api.put(pod);
        awaitReady("forced");
        api.remove(new ObjectKey("default", "forced"));
        awaitNoSandbox("uid-forced");
    }

    @Test
    void aCrashingContainerIsRestartedAndThenBacksOff() throws InterruptedException {
        api.put(Pods.plain("crash", container(ending(3))));
        JsonNode pod = api.await("crash", seen -> waitingReason(seen).equals("CrashLoopBackOff"));
        JsonNode status = pod.path("status").path("containerStatuses").path(0);
        assertThat(status.path("restartCount").asInt()).isEqualTo(1);
        assertThat(Json.at(status, "lastState", "terminated", "exitCode").asInt())
                .isEqualTo(3);
        assertThat(Json.text(status, "state", "waiting", "message"))
                .isEqualTo("back-off 10s restarting failed container=web pod=crash_default(uid-crash)");
        assertThat(events).contains("BackOff");
    }

    @Test
    void aJobsPodSucceedsOrFailsForGood() throws InterruptedException {
        api.put(Pods.plain("good", "\"restartPolicy\": \"Never\", " + container(ending(0))));
        api.put(Pods.plain("bad", "\"restartPolicy\": \"Never\", " + container(ending(4))));
        JsonNode good =
                api.await("good", seen -> Json.text(seen, "status", "phase").equals("Succeeded"));
        JsonNode bad =
                api.await("bad", seen -> Json.text(seen, "status", "phase").equals("Failed"));
        assertThat(condition(good, "Ready")).isEqualTo("False PodCompleted");
        assertThat(condition(bad, "Ready")).isEqualTo("False PodFailed");
    }

    @Test
    void anImageThatMayNotBePulledIsSaid() throws InterruptedException {
        api.put(Pods.plain(
                "never",
                "\"hostNetwork\": true, \"containers\": [{\"name\": \"web\", \"image\": \"quarterdeck.local/absent:1\","
                        + " \"imagePullPolicy\": \"Never\"}]"));
        api.await("never", seen -> waitingReason(seen).equals("ErrImageNeverPull"));
    }

    @Test
    void aMissingConfigMapIsSaid() throws InterruptedException {
        api.put(Pods.plain(
                "config",
                "\"hostNetwork\": true, \"containers\": ["
                        + Pods.container(
                                "web",
                                "\"imagePullPolicy\": \"IfNotPresent\", \"env\": [{\"name\":"
                                        + " \"A\", \"valueFrom\": {\"configMapKeyRef\": {\"name\": \"none\", \"key\": \"a\"}}}]")
                        + "]"));
        JsonNode pod = api.await("config", seen -> waitingReason(seen).equals("CreateContainerConfigError"));
        assertThat(Json.text(pod.path("status").path("containerStatuses").path(0), "state", "waiting", "message"))
                .isEqualTo("configmap \"none\" not found");
    }

    @Test
    void aNewDaemonTakesOverWhatRuns() throws InterruptedException, GeneralSecurityException {
        api.put(Pods.plain("stays", container(lasting())));
        String before = containerId(awaitReady("stays"));
        node.close();
        api.put(Pods.plain("new", container(lasting())));
        node = started();
        awaitReady("new");
        JsonNode pod = awaitReady("stays");
        assertThat(containerId(pod)).isEqualTo(before);
        assertThat(pod.path("status")
                        .path("containerStatuses")
                        .path(0)
                        .path("restartCount")
                        .asInt())
                .isZero();
    }

    @Test
    void whatBelongsToNoPodIsRemovedAtTheStart() throws InterruptedException, GeneralSecurityException {
        ObjectNode pod = Pods.plain("orphan", container(lasting()) + ", \"terminationGracePeriodSeconds\": 0");
        api.put(pod);
        awaitReady("orphan");
        node.close();
        api.remove(new ObjectKey("default", "orphan"));
        node = started();
        awaitNoSandbox("uid-orphan");
    }

    private PodNode started() throws GeneralSecurityException {
        NodeSettings settings = new NodeSettings(
                "n1",
                "127.0.0.1",
                folder,
                "/quarterdeck-test",
                "10.96.0.10",
                "cluster.local",
                "10.96.0.1:443",
                new Dns(List.of(), List.of(), List.of()),
                Map.of());
        PodNode started = new PodNode(new PodNode.Parts(
                runtime(),
                api,
                (subject, severity, reason, message) -> events.add(reason),
                InstantSource.system(),
                settings,
                new NoConfigs(),
                SSLContext.getDefault().getSocketFactory(),
                new PodMetrics(new SimpleMeterRegistry())));
        started.start(api);
        return started;
    }

    private static final class NoConfigs implements ConfigSource {
        @Override
        public Optional<Map<String, byte[]>> configMap(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Map<String, byte[]>> secret(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Token token(TokenRequest request) {
            return new Token("token", Instant.MAX);
        }
    }

    private void delete(String name, int grace) {
        api.edit(name, pod -> Pods.deleted(pod, "2030-01-01T00:00:00Z", grace));
    }

    private JsonNode awaitReady(String name) throws InterruptedException {
        return api.await(name, pod -> condition(pod, "Ready").startsWith("True"));
    }

    private void awaitNoSandbox(String uid) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!runtime().sandboxes(Map.of(Labels.POD_UID, uid)).isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static String condition(JsonNode pod, String type) {
        return Json.items(pod, "status", "conditions").stream()
                .filter(condition -> Json.text(condition, "type").equals(type))
                .map(condition -> Json.text(condition, "status") + " " + Json.text(condition, "reason"))
                .findFirst()
                .orElse("");
    }

    private static String waitingReason(JsonNode pod) {
        return Json.text(pod.path("status").path("containerStatuses").path(0), "state", "waiting", "reason");
    }

    private static String containerId(JsonNode pod) {
        return Json.text(pod.path("status").path("containerStatuses").path(0), "containerID");
    }

    private static String container(String command) {
        String quoted = Json.array().add("sh").add("-c").add(command).toString();
        return "\"hostNetwork\": true, \"containers\": ["
                + Pods.container("web", "\"imagePullPolicy\": \"IfNotPresent\", \"command\": " + quoted) + "]";
    }
}
