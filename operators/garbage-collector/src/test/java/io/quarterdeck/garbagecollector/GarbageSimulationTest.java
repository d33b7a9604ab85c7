package io.quarterdeck.garbagecollector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.testkit.Faults;
import io.quarterdeck.testkit.Manifests;
import io.quarterdeck.testkit.SimulatedCluster;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GarbageSimulationTest {

    private static final ResourceType SHIPS = new ResourceType("example.com", "v1", "ships", "Ship", true);
    private static final ObjectKey DEPLOYMENT = new ObjectKey("default", "web");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void deletesAWholeTreeWhenItsRootGoes(long seed) {
        SimulatedCluster cluster = tree(seed);
        cluster.user().delete(Resources.DEPLOYMENTS, DEPLOYMENT, delete("Background"));
        cluster.advance(Duration.ofMinutes(30));
        assertThat(cluster.api().all(Resources.REPLICA_SETS)).isEmpty();
        assertThat(cluster.api().all(Resources.PODS)).hasSize(1);
        assertThat(cluster.api().all(SHIPS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void deletesInTheForegroundFromTheLeavesUp(long seed) {
        SimulatedCluster cluster = tree(seed);
        cluster.simulation().invariant(() -> {
            boolean rootGone =
                    cluster.api().find(Resources.DEPLOYMENTS, DEPLOYMENT).isEmpty();
            boolean setsGone = cluster.api().all(Resources.REPLICA_SETS).isEmpty();
            assertThat(!rootGone || setsGone).as("the root outlives its sets").isTrue();
            assertThat(!setsGone || cluster.api().all(Resources.PODS).size() == 1)
                    .isTrue();
        });
        cluster.user().delete(Resources.DEPLOYMENTS, DEPLOYMENT, delete("Foreground"));
        cluster.advance(Duration.ofMinutes(60));
        assertThat(cluster.api().find(Resources.DEPLOYMENTS, DEPLOYMENT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void leavesOrphansBehind(long seed) {
        SimulatedCluster cluster = tree(seed);
        cluster.user().delete(Resources.DEPLOYMENTS, DEPLOYMENT, delete("Orphan"));
        cluster.advance(Duration.ofMinutes(60));
        assertThat(cluster.api().find(Resources.DEPLOYMENTS, DEPLOYMENT)).isEmpty();
        assertThat(cluster.api().all(Resources.REPLICA_SETS))
                .hasSize(2)
                .allSatisfy(set -> assertThat(set.header().owners()).isEmpty());
        assertThat(cluster.api().all(Resources.PODS)).hasSize(7);
    }

    private static ApiClient.DeleteOptions delete(String propagation) {
        return new ApiClient.DeleteOptions(-1, propagation, null);
    }

    /** A Deployment, two ReplicaSets, three pods each, a ship that a pod owns; a pod of nobody's. */
    private static SimulatedCluster tree(long seed) {
        SimulatedCluster cluster = new SimulatedCluster(seed, Faults.ROUGH);
        ApiClient user = cluster.user();
        KubeObject deployment = user.create(Resources.DEPLOYMENTS, "default", Manifests.named("web"));
        for (int i = 0; i < 2; i++) {
            KubeObject set = user.create(
                    Resources.REPLICA_SETS, "default", owned("set-" + i, Resources.DEPLOYMENTS, deployment));
            for (int j = 0; j < 3; j++) {
                user.create(Resources.PODS, "default", owned("pod-" + i + j, Resources.REPLICA_SETS, set));
            }
        }
        user.create(Resources.PODS, "default", Manifests.pod("lonely", ""));
        cluster.start(GarbageCollectorOperator::new);
        cluster.advance(Duration.ofMinutes(5));

        cluster.api().serve(SHIPS);
        user.create(Resources.CUSTOM_RESOURCE_DEFINITIONS, "", Manifests.named("ships.example.com"));
        KubeObject pod = cluster.api()
                .find(Resources.PODS, new ObjectKey("default", "pod-00"))
                .orElseThrow();
        user.create(SHIPS, "default", owned("ship", Resources.PODS, pod));
        cluster.advance(Duration.ofMinutes(5));
        return cluster;
    }

    private static ObjectNode owned(String name, ResourceType ownerType, KubeObject owner) {
        ObjectNode object = Manifests.owned(
                name, ownerType, owner.key().name(), owner.header().uid());
        Json.ensureObject(object, "spec");
        return object;
    }
}
