package io.quarterdeck.storageprotection;

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

class ProtectionSimulationTest {

    private static final String NAMESPACE = "default";
    private static final ObjectKey CLAIM = new ObjectKey(NAMESPACE, "c");
    private static final ObjectKey VOLUME = ObjectKey.clusterWide("v");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aClaimStaysWhileAPodUsesIt(long seed) {
        SimulatedCluster cluster = cluster(seed, Faults.ROUGH);
        cluster.user().create(ProtectionOperator.CLAIMS, NAMESPACE, Manifests.named("c"));
        cluster.user().create(Resources.PODS, NAMESPACE, pod("waiting", ""));
        cluster.user().create(Resources.PODS, NAMESPACE, pod("p", "n1"));
        cluster.advance(Duration.ofMinutes(10));
        cluster.user().delete(ProtectionOperator.CLAIMS, CLAIM, ApiClient.DeleteOptions.DEFAULT);
        cluster.advance(Duration.ofMinutes(10));
        assertThat(cluster.api().find(ProtectionOperator.CLAIMS, CLAIM)).isPresent();

        cluster.api().change(Resources.PODS, new ObjectKey(NAMESPACE, "p"), pod -> {
            Json.ensureObject(pod, "status").put("phase", "Failed");
            return pod;
        });
        cluster.advance(Duration.ofMinutes(10));
        assertThat(cluster.api().find(ProtectionOperator.CLAIMS, CLAIM)).isEmpty();
    }

    @Test
    void aVolumeStaysWhileItIsBound() {
        SimulatedCluster cluster = cluster(1, Faults.NONE);
        ObjectNode volume = Manifests.named("v");
        Json.ensureObject(volume, "metadata").putArray("finalizers").add("example.com/other");
        cluster.user().create(ProtectionOperator.VOLUMES, "", volume);
        phase(cluster, "Bound");
        cluster.advance(Duration.ofSeconds(10));
        cluster.user().delete(ProtectionOperator.VOLUMES, VOLUME, ApiClient.DeleteOptions.DEFAULT);
        cluster.advance(Duration.ofSeconds(10));
        assertThat(finalizers(cluster)).containsExactly("example.com/other", ProtectionOperator.VOLUME_FINALIZER);
        phase(cluster, "Released");
        cluster.advance(Duration.ofSeconds(10));
        assertThat(finalizers(cluster)).containsExactly("example.com/other");
    }

    private static void phase(SimulatedCluster cluster, String phase) {
        cluster.api().change(ProtectionOperator.VOLUMES, VOLUME, volume -> {
            Json.ensureObject(volume, "status").put("phase", phase);
            return volume;
        });
    }

    private static List<String> finalizers(SimulatedCluster cluster) {
        return StoredView.of(
                        cluster.api().find(ProtectionOperator.VOLUMES, VOLUME).orElseThrow())
                .finalizers();
    }

    private static SimulatedCluster cluster(long seed, Faults faults) {
        SimulatedCluster cluster = new SimulatedCluster(seed, faults);
        cluster.api().serve(Resources.PODS);
        cluster.api().serve(ProtectionOperator.CLAIMS);
        cluster.api().serve(ProtectionOperator.VOLUMES);
        cluster.start(ProtectionOperator::new);
        return cluster;
    }

    private static ObjectNode pod(String name, String node) {
        ObjectNode pod = Manifests.named(name);
        ObjectNode spec = Json.ensureObject(pod, "spec").put("nodeName", node);
        ObjectNode volume = spec.putArray("volumes").addObject().put("name", "data");
        volume.putObject("persistentVolumeClaim").put("claimName", "c");
        return pod;
    }
}
