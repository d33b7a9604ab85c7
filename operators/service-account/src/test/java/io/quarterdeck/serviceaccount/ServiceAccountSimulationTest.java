package io.quarterdeck.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.control.ApiClient;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.serviceaccount.ServiceAccountPlanner.Observed;
import io.quarterdeck.testkit.Faults;
import io.quarterdeck.testkit.Manifests;
import io.quarterdeck.testkit.SimulatedCluster;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAccountSimulationTest {

    private static final ObjectKey ACCOUNT = new ObjectKey("team", "default");
    private static final ObjectKey AUTHORITY = new ObjectKey("team", "kube-root-ca.crt");

    @Test
    void asksForNothingInANamespaceThatGoes() {
        assertThat(ServiceAccountPlanner.plan(new Observed(false, false, Optional.empty()), "pem"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void makesBothAndPutsThemRightAgain(long seed) {
        SimulatedCluster cluster = new SimulatedCluster(seed, Faults.ROUGH);
        cluster.start(() -> new ServiceAccountOperator(() -> "pem"));
        cluster.user().create(Resources.NAMESPACES, "", Manifests.named("team"));
        cluster.advance(Duration.ofMinutes(10));
        assertThat(cluster.api().find(Resources.SERVICE_ACCOUNTS, ACCOUNT)).isPresent();
        assertThat(authority(cluster)).isEqualTo("pem");

        cluster.user().delete(Resources.SERVICE_ACCOUNTS, ACCOUNT, ApiClient.DeleteOptions.DEFAULT);
        cluster.user()
                .patch(
                        Resources.CONFIG_MAPS,
                        AUTHORITY,
                        "",
                        ApiClient.PatchType.MERGE,
                        Json.encode(Json.object().set("data", Json.object().put("ca.crt", "evil"))));
        cluster.advance(Duration.ofMinutes(10));
        assertThat(cluster.api().find(Resources.SERVICE_ACCOUNTS, ACCOUNT)).isPresent();
        assertThat(authority(cluster)).isEqualTo("pem");
    }

    private static String authority(SimulatedCluster cluster) {
        return Json.text(
                cluster.api()
                        .find(Resources.CONFIG_MAPS, AUTHORITY)
                        .orElseThrow()
                        .tree(),
                "data",
                "ca.crt");
    }
}
