package io.quarterdeck.resourcequota;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaSimulationTest {

    private static final String NAMESPACE = "default";
    private static final ObjectKey QUOTA = new ObjectKey(NAMESPACE, "q");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void countsWhatIsThereAndForgetsWhatWent(long seed) {
        SimulatedCluster cluster = cluster(seed, Faults.ROUGH);
        pod(cluster, "a", "500m");
        pod(cluster, "b", "1");
        quota(cluster);
        cluster.user().create(Resources.CONFIG_MAPS, NAMESPACE, Manifests.named("m"));
        cluster.advance(Duration.ofMinutes(10));
        assertThat(used(cluster, "pods")).isEqualTo("2");
        assertThat(used(cluster, "requests.cpu")).isEqualTo("1500m");
        assertThat(used(cluster, "configmaps")).isEqualTo("1");
        assertThat(Json.text(find(cluster), "status", "hard", "pods")).isEqualTo("3");

        cluster.user().delete(Resources.CONFIG_MAPS, key("m"), ApiClient.DeleteOptions.DEFAULT);
        cluster.api().change(Resources.PODS, key("b"), pod -> {
            Json.ensureObject(pod, "status").put("phase", "Succeeded");
            return pod;
        });
        cluster.advance(Duration.ofMinutes(10));
        assertThat(used(cluster, "pods")).isEqualTo("1");
        assertThat(used(cluster, "requests.cpu")).isEqualTo("500m");
        assertThat(used(cluster, "configmaps")).isEqualTo("0");
    }

    @Test
    void aChargeStandsForAMomentAndNoLonger() {
        SimulatedCluster cluster = cluster(1, Faults.NONE);
        quota(cluster);
        cluster.advance(Duration.ofSeconds(10));
        cluster.api().change(QuotaOperator.QUOTAS, QUOTA, quota -> {
            Json.ensureObject(quota, "status", "used").put("pods", "1");
            return quota;
        });
        cluster.advance(QuotaReconciler.SETTLED.dividedBy(2));
        assertThat(used(cluster, "pods")).isEqualTo("1");
        cluster.advance(Duration.ofSeconds(10));
        assertThat(used(cluster, "pods")).isEqualTo("0");
    }

    @Test
    void writesNothingWhenNothingHasChanged() {
        SimulatedCluster cluster = cluster(1, Faults.NONE);
        quota(cluster);
        cluster.advance(Duration.ofSeconds(10));
        long revision = cluster.api().revision();
        cluster.advance(Duration.ofHours(1));
        assertThat(cluster.api().revision()).isEqualTo(revision);
    }

    private static SimulatedCluster cluster(long seed, Faults faults) {
        SimulatedCluster cluster = new SimulatedCluster(seed, faults);
        QuotaOperator.WATCHED.forEach(cluster.api()::serve);
        cluster.api().serve(QuotaOperator.QUOTAS);
        cluster.start(QuotaOperator::new);
        return cluster;
    }

    private static void quota(SimulatedCluster cluster) {
        ObjectNode quota = Manifests.named("q");
        Json.ensureObject(quota, "spec", "hard")
                .put("pods", "3")
                .put("requests.cpu", "2")
                .put("configmaps", "4");
        cluster.user().create(QuotaOperator.QUOTAS, NAMESPACE, quota);
    }

    private static void pod(SimulatedCluster cluster, String name, String cpu) {
        ObjectNode pod = Manifests.named(name);
        ObjectNode container =
                Json.ensureObject(pod, "spec").putArray("containers").addObject();
        Json.ensureObject(container, "resources", "requests").put("cpu", cpu);
        cluster.user().create(Resources.PODS, NAMESPACE, pod);
    }

    private static ObjectKey key(String name) {
        return new ObjectKey(NAMESPACE, name);
    }

    private static ObjectNode find(SimulatedCluster cluster) {
        return cluster.api()
                .find(QuotaOperator.QUOTAS, QUOTA)
                .map(KubeObject::tree)
                .orElseThrow();
    }

    private static String used(SimulatedCluster cluster, String name) {
        return Json.text(find(cluster), "status", "used", name);
    }
}
