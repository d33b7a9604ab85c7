package io.quarterdeck.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.model.Json;
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

class EndpointsSimulationTest {

    @Test
    void leavesAServiceWithoutSelectorToItsUser() {
        SimulatedCluster cluster = new SimulatedCluster(1, Faults.NONE);
        ObjectNode service = Manifests.named("kubernetes");
        service.putObject("spec").put("clusterIP", "10.96.0.1");
        cluster.user().create(Resources.SERVICES, "default", service);
        cluster.user().create(Resources.ENDPOINTS, "default", Manifests.named("kubernetes"));
        cluster.start(EndpointsOperator::new);
        cluster.advance(Duration.ofSeconds(1));
        assertThat(cluster.api().all(Resources.ENDPOINT_SLICES)).isEmpty();
        cluster.user()
                .delete(Resources.SERVICES, new ObjectKey("default", "kubernetes"), ApiClient.DeleteOptions.DEFAULT);
        cluster.advance(Duration.ofSeconds(1));
        assertThat(cluster.api().all(Resources.ENDPOINTS)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void followsPodsAndGoesWithTheServiceWhateverGoesWrong(long seed) {
        SimulatedCluster cluster = new SimulatedCluster(seed, Faults.ROUGH);
        ApiClient user = cluster.user();
        user.create(Resources.SERVICES, "default", service());
        cluster.start(EndpointsOperator::new);
        for (int i = 0; i < 5; i++) {
            user.create(Resources.PODS, "default", pod(i));
            cluster.advance(Duration.ofMillis(300));
        }
        cluster.advance(Duration.ofMinutes(20));
        assertThat(addresses(cluster))
                .containsExactlyInAnyOrder("10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4");
        assertThat(cluster.api().all(Resources.ENDPOINTS))
                .singleElement()
                .satisfies(endpoints -> assertThat(
                                Json.items(endpoints.tree().path("subsets").path(0), "addresses"))
                        .hasSize(5));

        user.delete(Resources.SERVICES, new ObjectKey("default", "web"), ApiClient.DeleteOptions.DEFAULT);
        cluster.advance(Duration.ofMinutes(20));
        assertThat(cluster.api().all(Resources.ENDPOINT_SLICES)).isEmpty();
        assertThat(cluster.api().all(Resources.ENDPOINTS)).isEmpty();
    }

    private static List<String> addresses(SimulatedCluster cluster) {
        return cluster.api().all(Resources.ENDPOINT_SLICES).stream()
                .flatMap(slice -> Json.items(slice.tree(), "endpoints").stream())
                .map(endpoint -> endpoint.path("addresses").path(0).asText())
                .toList();
    }

    private static ObjectNode service() {
        ObjectNode service = Manifests.named("web");
        ObjectNode spec = service.putObject("spec").put("clusterIP", "10.96.0.9");
        spec.putObject("selector").put("app", "web");
        spec.putArray("ports")
                .addObject()
                .put("port", 80)
                .put("targetPort", 8080)
                .put("protocol", "TCP");
        return service;
    }

    private static ObjectNode pod(int number) {
        ObjectNode pod = Manifests.pod("web-" + number, "node-1");
        Json.ensureObject(pod, "metadata", "labels").put("app", "web");
        ObjectNode status = pod.putObject("status").put("phase", "Running").put("podIP", "10.0.0." + number);
        status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
        return pod;
    }
}
