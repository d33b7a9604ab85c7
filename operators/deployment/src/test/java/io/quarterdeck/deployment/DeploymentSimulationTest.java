package io.quarterdeck.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

class DeploymentSimulationTest {

    private static final ObjectKey WEB = new ObjectKey("default", "web");

    @Test
    void rollsForthAndBackAndTellsIt() {
        SimulatedCluster cluster = cluster(1, Faults.NONE);
        settle(cluster);
        patch(cluster, "{'spec':{'template':{'spec':{'containers':[{'name':'main','image':'v2'}]}}}}");
        settle(cluster);
        assertThat(sets(cluster)).hasSize(2);
        assertThat(revision(cluster)).isEqualTo("2");
        patch(cluster, "{'spec':{'template':{'spec':{'containers':[{'name':'main','image':'busybox'}]}}}}");
        settle(cluster);
        assertThat(sets(cluster)).hasSize(2);
        assertThat(revision(cluster)).isEqualTo("3");

        ObjectNode deployment = deployment(cluster);
        assertThat(Json.text(Json.condition(deployment, "Progressing"), "reason"))
                .isEqualTo("NewReplicaSetAvailable");
        assertThat(Json.text(Json.condition(deployment, "Available"), "reason")).isEqualTo("MinimumReplicasAvailable");
        assertThat(Json.at(deployment, "status", "updatedReplicas").asInt()).isEqualTo(3);
        assertThat(cluster.api().all(Resources.EVENTS))
                .anySatisfy(event -> assertThat(Json.text(event.tree(), "message"))
                        .matches("Scaled up replica set web-[a-z0-9]{10} from 0 to 3"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void arrivesWithinItsLimitsWhateverGoesWrong(long seed) {
        SimulatedCluster cluster = cluster(seed, Faults.ROUGH);
        cluster.simulation()
                .invariant(() -> assertThat(sets(cluster).stream()
                                .mapToInt(set ->
                                        Json.at(set.tree(), "spec", "replicas").asInt())
                                .sum())
                        .as("pods asked for")
                        .isLessThanOrEqualTo(4));
        for (int image = 2; image < 5; image++) {
            step(cluster, 3);
            patch(cluster, "{'spec':{'template':{'spec':{'containers':[{'name':'main','image':'v" + image + "'}]}}}}");
        }
        step(cluster, 200);
        ObjectNode deployment = deployment(cluster);
        assertThat(Json.at(deployment, "status", "updatedReplicas").asInt()).isEqualTo(3);
        assertThat(Json.at(deployment, "status", "replicas").asInt()).isEqualTo(3);
        assertThat(Json.text(Json.condition(deployment, "Progressing"), "reason"))
                .isEqualTo("NewReplicaSetAvailable");
    }

    private static SimulatedCluster cluster(long seed, Faults faults) {
        SimulatedCluster cluster = new SimulatedCluster(seed, faults);
        ObjectNode deployment = Manifests.named("web");
        ObjectNode spec = deployment.putObject("spec").put("replicas", 3).put("progressDeadlineSeconds", 600);
        Json.ensureObject(spec, "selector", "matchLabels").put("app", "web");
        Json.ensureObject(spec, "strategy", "rollingUpdate").put("maxSurge", 1).put("maxUnavailable", 0);
        ObjectNode template = spec.putObject("template");
        Json.ensureObject(template, "metadata", "labels").put("app", "web");
        template.set("spec", Json.at(Manifests.pod("any", ""), "spec"));
        cluster.user().create(Resources.DEPLOYMENTS, "default", deployment);
        cluster.start(DeploymentOperator::new);
        return cluster;
    }

    private static void settle(SimulatedCluster cluster) {
        step(cluster, 20);
    }

    /** Lets time pass while somebody else makes every ReplicaSet true. */
    private static void step(SimulatedCluster cluster, int times) {
        for (int i = 0; i < times; i++) {
            cluster.advance(Duration.ofSeconds(1));
            for (KubeObject set : sets(cluster)) {
                ObjectNode tree = set.tree();
                int replicas = Json.at(tree, "spec", "replicas").asInt();
                Json.ensureObject(tree, "status")
                        .put("replicas", replicas)
                        .put("readyReplicas", replicas)
                        .put("availableReplicas", replicas)
                        .put(
                                "observedGeneration",
                                Json.at(tree, "metadata", "generation").asLong());
                cluster.user().updateStatus(Resources.REPLICA_SETS, tree);
            }
        }
    }

    private static void patch(SimulatedCluster cluster, String patch) {
        byte[] bytes = patch.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        cluster.user().patch(Resources.DEPLOYMENTS, WEB, "", PatchType.MERGE, bytes);
    }

    private static List<KubeObject> sets(SimulatedCluster cluster) {
        return cluster.api().all(Resources.REPLICA_SETS);
    }

    private static ObjectNode deployment(SimulatedCluster cluster) {
        return cluster.api().find(Resources.DEPLOYMENTS, WEB).orElseThrow().tree();
    }

    private static String revision(SimulatedCluster cluster) {
        return Json.text(deployment(cluster), "metadata", "annotations", Annotations.REVISION);
    }
}
