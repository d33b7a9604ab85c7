package io.quarterdeck.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.quarterdeck.system.Cluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** fabric8's client, which most operators in Java are built on. */
@ExtendWith(SharedCluster.class)
final class Fabric8IT {

    private static final String NAMESPACE = "fabric8";
    private static final int SECONDS = 60;

    private final KubernetesClient client = Clients.fabric8(NAMESPACE);

    @BeforeEach
    void createNamespace() {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterEach
    void deleteNamespace() {
        client.namespaces().withName(NAMESPACE).delete();
        client.namespaces().withName(NAMESPACE).waitUntilCondition(Objects::isNull, SECONDS, TimeUnit.SECONDS);
        client.close();
    }

    private static ConfigMap map(String name, String key, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToData(key, value)
                .build();
    }

    @Test
    void writesInEveryWay() {
        client.resource(map("a", "k", "1")).create();
        Resource<ConfigMap> a = client.configMaps().withName("a");
        a.edit(found -> new ConfigMapBuilder(found).addToData("k", "2").build());
        a.patch(PatchContext.of(PatchType.JSON), "[{\"op\":\"add\",\"path\":\"/data/json\",\"value\":\"3\"}]");
        a.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"merge\":\"4\"}}");
        a.patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\":{\"strategic\":\"5\"}}");
        client.resource(map("a", "applied", "6")).serverSideApply();
        assertThat(a.get().getData())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("k", "2", "json", "3", "merge", "4", "strategic", "5", "applied", "6"));

        var other = client.resource(map("a", "k", "7")).fieldManager("other");
        assertThatThrownBy(other::serverSideApply)
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("conflict with \"fabric8-kubernetes-client\"");
        assertThat(other.forceConflicts().serverSideApply().getData()).containsEntry("k", "7");
        ConfigMap old = new ConfigMapBuilder(a.get())
                .editMetadata()
                .withResourceVersion("1")
                .endMetadata()
                .build();
        var stale = client.resource(old).lockResourceVersion("1");
        assertThatThrownBy(stale::update).hasMessageContaining("the object has been modified");
    }

    @Test
    void rollsOutScalesAndEvicts() {
        client.resource(Clients.web(NAMESPACE)).create();
        RollableScalableResource<Deployment> web = client.apps().deployments().withName("web");
        web.waitUntilReady(SECONDS, TimeUnit.SECONDS);
        web.scale(2);
        web.waitUntilCondition(
                found -> Objects.equals(found.getStatus().getReadyReplicas(), 2), SECONDS, TimeUnit.SECONDS);
        Pod first = client.pods().withLabel("app", "web").list().getItems().getFirst();
        assertThat(client.pods().withName(first.getMetadata().getName()).evict())
                .isTrue();
        client.resource(first).waitUntilCondition(Objects::isNull, SECONDS, TimeUnit.SECONDS);
        web.waitUntilReady(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void reachesIntoAContainer() throws Exception {
        client.resource(Clients.web(NAMESPACE)).create();
        client.apps().deployments().withName("web").waitUntilReady(SECONDS, TimeUnit.SECONDS);
        String name = client.pods()
                .withLabel("app", "web")
                .list()
                .getItems()
                .getFirst()
                .getMetadata()
                .getName();
        PodResource pod = client.pods().withName(name);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (ExecWatch exec = pod.writingOutput(out)
                .writingError(err)
                .exec("sh", "-c", "echo said; echo wrong >&2; echo logged > /proc/1/fd/1; exit 3")) {
            assertThat(exec.exitCode().get(SECONDS, TimeUnit.SECONDS)).isEqualTo(3);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("said\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("wrong\n");
        Cluster.eventually("the log has the line", () -> pod.getLog().contains("logged"));
        assertThat(read(pod, 8080)).isEqualTo("Hello from " + name + "\n");
    }

    /** Over the WebSocket protocol that every client but kubectl uses. */
    private static String read(PodResource pod, int port) throws IOException {
        try (LocalPortForward forward = pod.portForward(port);
                var in = URI.create("http://127.0.0.1:" + forward.getLocalPort() + "/")
                        .toURL()
                        .openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theSecondLeadsWhenTheFirstLetsGo() {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        CompletableFuture<?> first = elect("first", told);
        Cluster.eventually("the first leads", () -> told.contains("first leads"));
        CompletableFuture<?> second = elect("second", told);
        first.cancel(true);
        Cluster.eventually("the second leads", () -> told.contains("second leads"));
        assertThat(client.leases().withName("lead").get().getSpec().getHolderIdentity())
                .isEqualTo("second");
        second.cancel(true);
        assertThat(told).containsExactly("first leads", "first ends", "second leads", "second ends");
    }

    private CompletableFuture<?> elect(String who, Queue<String> told) {
        LeaderCallbacks callbacks =
                new LeaderCallbacks(() -> told.add(who + " leads"), () -> told.add(who + " ends"), leader -> {});
        return client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName(who)
                        .withLeaseDuration(Duration.ofSeconds(SECONDS))
                        .withRenewDeadline(Duration.ofSeconds(10))
                        .withRetryPeriod(Duration.ofMillis(200))
                        .withReleaseOnCancel()
                        .withLock(new LeaseLock(NAMESPACE, "lead", who))
                        .withLeaderCallbacks(callbacks)
                        .build())
                .build()
                .start();
    }
}
