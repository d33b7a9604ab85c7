package io.quarterdeck.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.testkit.Faults;
import io.quarterdeck.testkit.Manifests;
import io.quarterdeck.testkit.SimulatedCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceSimulationTest {

    private static final ObjectKey TEAM = ObjectKey.clusterWide("team");
    private static final ResourceType SHIPS = new ResourceType("example.com", "v1", "ships", "Ship", true);

    @Test
    void finalizesAsSoonAsTheLastPodHasGone() {
        SimulatedCluster cluster = filled(1, Faults.NONE);
        cluster.start(NamespaceOperator::new);
        cluster.user().delete(Resources.NAMESPACES, TEAM, ApiClient.DeleteOptions.DEFAULT);
        cluster.advance(Duration.ofSeconds(5));
        assertThat(cluster.api().all(Resources.SECRETS))
                .as("pods end before what protects them")
                .hasSize(1);
        assertThat(Json.text(
                        Json.condition(
                                cluster.api()
                                        .find(Resources.NAMESPACES, TEAM)
                                        .orElseThrow()
                                        .tree(),
                                "NamespaceContentRemaining"),
                        "status"))
                .isEqualTo("True");

        endPods(cluster);
        cluster.advance(Duration.ofMillis(10));
        assertThat(cluster.api().find(Resources.NAMESPACES, TEAM)).isEmpty();
        assertThat(cluster.api().all(SHIPS)).isEmpty();
        assertThat(cluster.api().all(Resources.CONFIG_MAPS))
                .as("another namespace's")
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void neverFinalizesANamespaceThatHoldsAnything(long seed) {
        SimulatedCluster cluster = filled(seed, Faults.ROUGH);
        cluster.simulation().invariant(() -> {
            if (cluster.api().find(Resources.NAMESPACES, TEAM).isEmpty()) {
                assertThat(cluster.api().all(Resources.SECRETS)).isEmpty();
                assertThat(cluster.api().all(Resources.PODS)).isEmpty();
            }
        });
        cluster.start(NamespaceOperator::new);
        cluster.user().delete(Resources.NAMESPACES, TEAM, ApiClient.DeleteOptions.DEFAULT);
        cluster.advance(Duration.ofMinutes(3));
        endPods(cluster);
        cluster.advance(Duration.ofMinutes(60));
        assertThat(cluster.api().find(Resources.NAMESPACES, TEAM)).isEmpty();
    }

    private static SimulatedCluster filled(long seed, Faults faults) {
        SimulatedCluster cluster = new SimulatedCluster(seed, faults);
        cluster.api().serve(SHIPS);
        ApiClient user = cluster.user();
        user.create(Resources.NAMESPACES, "", Manifests.named("team"));
        user.create(Resources.PODS, "team", Manifests.pod("web", "node-1"));
        user.create(Resources.PODS, "team", Manifests.pod("waiting", ""));
        user.create(Resources.SECRETS, "team", Manifests.named("token"));
        user.create(SHIPS, "team", Manifests.named("ship"));
        ObjectNode elsewhere = Manifests.named("other");
        user.create(Resources.CONFIG_MAPS, "default", elsewhere);
        return cluster;
    }

    /** What the node does once a container has ended. */
    private static void endPods(SimulatedCluster cluster) {
        cluster.api()
                .all(Resources.PODS)
                .forEach(pod ->
                        cluster.user().delete(Resources.PODS, pod.key(), new ApiClient.DeleteOptions(0, "", null)));
    }
}
