package io.quarterdeck.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ApiClient.PatchType;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.testkit.Faults;
import io.quarterdeck.testkit.Manifests;
import io.quarterdeck.testkit.SimulatedCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaSetSimulationTest {

    private static final ObjectKey WEB = new ObjectKey("default", "web");

    @Test
    void makesPodsOfItsTemplateAndReportsThem() {
        SimulatedCluster cluster = cluster(1, Faults.NONE, 3);
        cluster.advance(Duration.ofSeconds(1));
        List<KubeObject> pods = cluster.api().all(Resources.PODS);
        assertThat(pods).hasSize(3).allSatisfy(pod -> {
            assertThat(pod.key().name()).startsWith("web-");
            assertThat(pod.header().labels()).containsEntry("app", "web");
            assertThat(pod.header().controller()).isNotNull();
            assertThat(Json.text(pod.tree(), "spec", "containers")).isEmpty();
            assertThat(Json.items(pod.tree(), "spec", "containers")).hasSize(1);
        });
        assertThat(status(cluster, "replicas")).isEqualTo(3);
        assertThat(status(cluster, "readyReplicas")).isZero();
        assertThat(cluster.api().all(Resources.EVENTS))
                .anySatisfy(
                        event -> assertThat(Json.text(event.tree(), "reason")).isEqualTo("SuccessfulCreate"));
    }

    @Test
    void adoptsThePodThatWasThereBefore() {
        SimulatedCluster cluster = new SimulatedCluster(1, Faults.NONE);
        ObjectNode pod = Manifests.pod("lonely", "");
        Json.ensureObject(pod, "metadata", "labels").put("app", "web");
        cluster.user().create(Resources.PODS, "default", pod);
        cluster.user().create(Resources.REPLICA_SETS, "default", web(1));
        cluster.start(() -> new ReplicaSetOperator(1));
        cluster.advance(Duration.ofSeconds(1));
        assertThat(cluster.api().all(Resources.PODS)).singleElement().satisfies(adopted -> {
            assertThat(adopted.key().name()).isEqualTo("lonely");
            assertThat(adopted.header().controller()).isNotNull();
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void settlesAtTheNumberAskedForWhateverGoesWrong(long seed) {
        SimulatedCluster cluster = cluster(seed, Faults.ROUGH, 5);
        cluster.advance(Duration.ofMinutes(20));
        assertThat(cluster.api().all(Resources.PODS)).hasSize(5);
        cluster.user()
                .patch(
                        Resources.REPLICA_SETS,
                        WEB,
                        "",
                        PatchType.MERGE,
                        "{\"spec\":{\"replicas\":2}}".getBytes(StandardCharsets.UTF_8));
        cluster.advance(Duration.ofMinutes(20));
        assertThat(cluster.api().all(Resources.PODS)).hasSize(2);
        assertThat(status(cluster, "replicas")).isEqualTo(2);
        assertThat(status(cluster, "observedGeneration")).isEqualTo(2);
    }

    private static SimulatedCluster cluster(long seed, Faults faults, int replicas) {
        SimulatedCluster cluster = new SimulatedCluster(seed, faults);
        ApiClient user = cluster.user();
        user.create(Resources.REPLICA_SETS, "default", web(replicas));
        cluster.start(() -> new ReplicaSetOperator(1));
        return cluster;
    }

    private static ObjectNode web(int replicas) {
        ObjectNode set = Manifests.named("web");
        ObjectNode spec = set.putObject("spec").put("replicas", replicas);
        Json.ensureObject(spec, "selector", "matchLabels").put("app", "web");
        ObjectNode template = spec.putObject("template");
        Json.ensureObject(template, "metadata", "labels").put("app", "web");
        template.set("spec", Json.at(Manifests.pod("any", ""), "spec"));
        return set;
    }

    private static int status(SimulatedCluster cluster, String field) {
        ObjectNode set =
                cluster.api().find(Resources.REPLICA_SETS, WEB).orElseThrow().tree();
        return Json.at(set, "status", field).asInt(0);
    }
}
