package io.quarterdeck.scheduler;

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
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerSimulationTest {

    @Test
    void tellsThePodThatWaitsAndBindsItWhenANodeComes() {
        SimulatedCluster cluster = new SimulatedCluster(1, Faults.NONE);
        cluster.user().create(Resources.PODS, "default", Manifests.pod("web", ""));
        cluster.start(() -> new SchedulerOperator(Runnable::run));
        cluster.advance(Duration.ofSeconds(2));
        ObjectNode waiting = pod(cluster).tree();
        assertThat(Json.text(Json.condition(waiting, "PodScheduled"), "reason")).isEqualTo("Unschedulable");
        assertThat(cluster.api().all(Resources.EVENTS))
                .anySatisfy(
                        event -> assertThat(Json.text(event.tree(), "reason")).isEqualTo("FailedScheduling"));

        cluster.user().create(Resources.NODES, "", node("n1", 4));
        cluster.advance(Duration.ofMillis(10));
        assertThat(Json.text(pod(cluster).tree(), "spec", "nodeName")).isEqualTo("n1");
    }

    @Test
    void leavesAGatedPodAlone() {
        SimulatedCluster cluster = new SimulatedCluster(1, Faults.NONE);
        ObjectNode gated = Manifests.pod("web", "");
        Json.ensureObject(gated, "spec").putArray("schedulingGates").addObject().put("name", "wait");
        cluster.user().create(Resources.PODS, "default", gated);
        cluster.user().create(Resources.NODES, "", node("n1", 4));
        cluster.start(() -> new SchedulerOperator(Runnable::run));
        cluster.advance(Duration.ofMinutes(10));
        assertThat(Json.text(pod(cluster).tree(), "spec", "nodeName")).isEmpty();
        assertThat(Json.text(Json.condition(pod(cluster).tree(), "PodScheduled"), "reason"))
                .isEqualTo("SchedulingGated");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void bindsWhatFitsAndNeverMoreWhateverGoesWrong(long seed) {
        SimulatedCluster cluster = new SimulatedCluster(seed, Faults.ROUGH);
        cluster.simulation()
                .invariant(() -> bound(cluster)
                        .forEach((node, count) -> assertThat(count).as(node).isLessThanOrEqualTo(2)));
        ApiClient user = cluster.user();
        user.create(Resources.NODES, "", node("n1", 2));
        cluster.start(() -> new SchedulerOperator(Runnable::run));
        for (int i = 0; i < 5; i++) {
            ObjectNode pod = Manifests.pod("web-" + i, "");
            Json.ensureObject((ObjectNode) pod.path("spec").path("containers").path(0), "resources", "requests")
                    .put("cpu", "1");
            user.create(Resources.PODS, "default", pod);
        }
        cluster.advance(Duration.ofMinutes(30));
        assertThat(bound(cluster)).isEqualTo(Map.of("n1", 2));
        user.create(Resources.NODES, "", node("n2", 2));
        cluster.advance(Duration.ofMinutes(30));
        assertThat(bound(cluster)).isEqualTo(Map.of("n1", 2, "n2", 2));
    }

    private static Map<String, Integer> bound(SimulatedCluster cluster) {
        Map<String, Integer> counts = new HashMap<>();
        for (KubeObject pod : cluster.api().all(Resources.PODS)) {
            String node = Json.text(pod.tree(), "spec", "nodeName");
            if (!node.isEmpty()) {
                counts.merge(node, 1, Integer::sum);
            }
        }
        return counts;
    }

    private static KubeObject pod(SimulatedCluster cluster) {
        return cluster.api()
                .find(Resources.PODS, new ObjectKey("default", "web"))
                .orElseThrow();
    }

    private static ObjectNode node(String name, int cpu) {
        ObjectNode node = Manifests.named(name);
        Json.ensureObject(node, "status", "allocatable")
                .put("cpu", cpu + "")
                .put("memory", "8Gi")
                .put("pods", "110");
        return node;
    }
}
