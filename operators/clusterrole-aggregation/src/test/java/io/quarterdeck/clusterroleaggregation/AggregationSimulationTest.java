package io.quarterdeck.clusterroleaggregation;

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

class AggregationSimulationTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void carriesAChangeThroughRolesThatTakeInEachOther(long seed) {
        SimulatedCluster cluster = cluster(seed, Faults.ROUGH);
        cluster.user().create(Resources.CLUSTER_ROLES, "", aggregated("edit", "edit", "admin"));
        cluster.user().create(Resources.CLUSTER_ROLES, "", aggregated("admin", "admin", ""));
        cluster.user().create(Resources.CLUSTER_ROLES, "", plain("b", "edit", "ships"));
        cluster.user().create(Resources.CLUSTER_ROLES, "", plain("a", "edit", "boats"));
        cluster.user().create(Resources.CLUSTER_ROLES, "", plain("c", "edit", "ships"));
        cluster.advance(Duration.ofMinutes(10));
        assertThat(resources(cluster, "edit")).containsExactly("boats", "ships");
        assertThat(resources(cluster, "admin")).containsExactly("boats", "ships");

        cluster.user().delete(Resources.CLUSTER_ROLES, ObjectKey.clusterWide("a"), ApiClient.DeleteOptions.DEFAULT);
        cluster.advance(Duration.ofMinutes(10));
        assertThat(resources(cluster, "admin")).containsExactly("ships");
    }

    @Test
    void takesAwayWhatSomebodyAddedByHand() {
        SimulatedCluster cluster = cluster(1, Faults.NONE);
        ObjectNode edit = aggregated("edit", "edit", "");
        rule(edit, "secrets");
        cluster.user().create(Resources.CLUSTER_ROLES, "", edit);
        cluster.user().create(Resources.CLUSTER_ROLES, "", plain("a", "edit", "boats"));
        cluster.advance(Duration.ofSeconds(10));
        assertThat(resources(cluster, "edit")).containsExactly("boats");
    }

    @Test
    void leavesOtherRolesAlone() {
        SimulatedCluster cluster = cluster(1, Faults.NONE);
        cluster.user().create(Resources.CLUSTER_ROLES, "", plain("a", "edit", "boats"));
        cluster.advance(Duration.ofSeconds(10));
        long revision = find(cluster, "a").revision();
        cluster.user().create(Resources.CLUSTER_ROLES, "", plain("b", "edit", "ships"));
        cluster.advance(Duration.ofMinutes(10));
        assertThat(find(cluster, "a").revision()).isEqualTo(revision);
        assertThat(resources(cluster, "a")).containsExactly("boats");
    }

    private static SimulatedCluster cluster(long seed, Faults faults) {
        SimulatedCluster cluster = new SimulatedCluster(seed, faults);
        cluster.api().serve(Resources.CLUSTER_ROLES);
        cluster.start(AggregationOperator::new);
        return cluster;
    }

    private static ObjectNode aggregated(String name, String from, String into) {
        ObjectNode role = named(name, into);
        role.putObject("aggregationRule")
                .putArray("clusterRoleSelectors")
                .addObject()
                .putObject("matchLabels")
                .put("to-" + from, "true");
        return role;
    }

    private static ObjectNode plain(String name, String into, String resource) {
        ObjectNode role = named(name, into);
        rule(role, resource);
        return role;
    }

    private static void rule(ObjectNode role, String resource) {
        ObjectNode rule = role.withArray("rules").addObject();
        rule.putArray("apiGroups").add("");
        rule.putArray("resources").add(resource);
        rule.putArray("verbs").add("get");
    }

    private static ObjectNode named(String name, String into) {
        ObjectNode role = Manifests.named(name);
        if (!into.isEmpty()) {
            Json.ensureObject(role, "metadata", "labels").put("to-" + into, "true");
        }
        return role;
    }

    private static io.quarterdeck.model.KubeObject find(SimulatedCluster cluster, String name) {
        return cluster.api()
                .find(Resources.CLUSTER_ROLES, ObjectKey.clusterWide(name))
                .orElseThrow();
    }

    private static List<String> resources(SimulatedCluster cluster, String name) {
        return Json.items(find(cluster, name).tree(), "rules").stream()
                .map(rule -> rule.at("/resources/0").asText())
                .toList();
    }
}
