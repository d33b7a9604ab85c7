package io.quarterdeck.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.testkit.Faults;
import io.quarterdeck.testkit.Manifests;
import io.quarterdeck.testkit.SimulatedCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeLifecycleSimulationTest {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void givesEveryNodeARangeOfItsOwnWhateverHappens(long seed) {
        SimulatedCluster cluster = new SimulatedCluster(seed, Faults.ROUGH);
        cluster.simulation().invariant(() -> assertThat(ranges(cluster)).doesNotHaveDuplicates());
        cluster.start(() -> new NodeLifecycleOperator("10.244.0.0/16"));
        for (int i = 0; i < 20; i++) {
            cluster.user().create(Resources.NODES, "", Manifests.named("node-" + i));
            cluster.advance(Duration.ofMillis(200));
        }
        cluster.advance(Duration.ofMinutes(30));
        assertThat(ranges(cluster)).hasSize(20);
    }

    @Test
    void evictsPodsFromASilentNodeAndTakesItBackWhenItSpeaks() {
        SimulatedCluster cluster = new SimulatedCluster(1, Faults.NONE);
        cluster.start(() -> new NodeLifecycleOperator("10.244.0.0/16"));
        cluster.user().create(Resources.NODES, "", Manifests.named("a"));
        cluster.user().create(Resources.PODS, "default", Manifests.pod("web", "a"));
        for (int i = 0; i < 12; i++) {
            speak(cluster, i);
            cluster.advance(HEARTBEAT);
        }
        assertThat(taints(cluster)).isEmpty();
        assertThat(deleting(cluster)).isFalse();

        cluster.advance(Duration.ofSeconds(25));
        assertThat(taints(cluster)).isEmpty();
        cluster.advance(Duration.ofSeconds(10));
        assertThat(taints(cluster)).hasSize(2).allMatch(key -> key.equals("node.kubernetes.io/unreachable"));
        assertThat(deleting(cluster))
                .as("a pod without tolerations goes at once")
                .isTrue();

        speak(cluster, 99);
        cluster.advance(Duration.ofSeconds(1));
        assertThat(taints(cluster)).isEmpty();
    }

    @Test
    void removesPodsOfANodeThatIsGone() {
        SimulatedCluster cluster = new SimulatedCluster(1, Faults.NONE);
        cluster.start(() -> new NodeLifecycleOperator("10.244.0.0/16"));
        cluster.user().create(Resources.NODES, "", Manifests.named("a"));
        speak(cluster, 0);
        cluster.user().create(Resources.PODS, "default", Manifests.pod("web", "a"));
        cluster.advance(Duration.ofSeconds(5));
        cluster.user().delete(Resources.NODES, ObjectKey.clusterWide("a"), ApiClient.DeleteOptions.DEFAULT);
        cluster.advance(Duration.ofSeconds(30));
        assertThat(cluster.api().all(Resources.PODS)).hasSize(1);
        cluster.advance(Duration.ofSeconds(15));
        assertThat(cluster.api().all(Resources.PODS)).isEmpty();
    }

    /** What a node daemon does: says that it is ready, and renews its Lease. */
    private static void speak(SimulatedCluster cluster, int turn) {
        ObjectNode node = cluster.api()
                .find(Resources.NODES, ObjectKey.clusterWide("a"))
                .orElseThrow()
                .tree();
        Json.ensureObject(node, "status")
                .putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True")
                .put("lastHeartbeatTime", turn == 0 || turn == 99 ? "2026-01-01T00:00:" + turn % 60 + "Z" : "same");
        if (turn == 0 || turn == 99) {
            cluster.user().updateStatus(Resources.NODES, node);
        }
        ObjectNode lease = Manifests.named("a");
        Json.ensureObject(lease, "spec").put("renewTime", "turn-" + turn);
        cluster.user()
                .patch(
                        Resources.LEASES,
                        new ObjectKey("kube-node-lease", "a"),
                        "",
                        ApiClient.PatchType.APPLY,
                        Json.encode(lease));
    }

    private static List<String> ranges(SimulatedCluster cluster) {
        return cluster.api().all(Resources.NODES).stream()
                .map(node -> NodeView.of(node).podCidr())
                .filter(range -> !range.isEmpty())
                .toList();
    }

    private static List<String> taints(SimulatedCluster cluster) {
        KubeObject node =
                cluster.api().find(Resources.NODES, ObjectKey.clusterWide("a")).orElseThrow();
        return NodeView.of(node).taints().stream().map(Taint::key).toList();
    }

    private static boolean deleting(SimulatedCluster cluster) {
        return PodView.of(cluster.api()
                        .find(Resources.PODS, new ObjectKey("default", "web"))
                        .orElseThrow())
                .deleting();
    }
}
