package io.quarterdeck.endpoints;

import static io.quarterdeck.endpoints.World.pod;
import static io.quarterdeck.endpoints.World.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.endpoints.EndpointsPlanner.Action;
import io.quarterdeck.endpoints.EndpointsPlanner.Group;
import io.quarterdeck.endpoints.EndpointsPlanner.Slice;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointsPlannerTest {

    @Test
    void namesTheServiceAndItsManagerOnTheSlice() {
        Slice slice = only(plan(service(), List.of(pod("a", "10.244.0.2", true))));
        assertThat(slice.labels())
                .containsEntry("kubernetes.io/service-name", "web")
                .containsEntry("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
                .containsEntry("team", "a");
        assertThat(slice.ports()).containsExactly(new EndpointPort("http", "TCP", "", 8080));
        assertThat(slice.endpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.ready()).isTrue();
            assertThat(Json.text(endpoint.toJson(), "targetRef", "name")).isEqualTo("a");
            assertThat(Json.text(endpoint.toJson(), "nodeName")).isEqualTo("node-1");
            assertThat(Json.text(endpoint.toJson(), "zone")).isEqualTo("zone-1");
            assertThat(endpoint.hostname()).isEqualTo("a");
        });
    }

    @Test
    void keepsAnEmptySliceForAServiceWithoutPods() {
        Slice slice = only(plan(service(), List.of(pod("a", "", false))));
        assertThat(slice.endpoints()).isEmpty();
        assertThat(slice.ports()).isEmpty();
    }

    @Test
    void tellsAPodThatTerminatesFromOneThatIsReady() {
        Slice slice = only(plan(service(), List.of(pod("a", "10.244.0.2", true, true, 8080))));
        assertThat(slice.endpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.ready()).isFalse();
            assertThat(endpoint.serving()).isTrue();
            assertThat(endpoint.terminating()).isTrue();
        });
    }

    @Test
    void callsEveryPodReadyIfTheServiceWantsThoseThatAreNot() {
        Slice slice = only(plan(service(true, true), List.of(pod("a", "10.244.0.2", false))));
        assertThat(slice.endpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.ready()).isTrue();
            assertThat(endpoint.serving()).isFalse();
        });
        assertThat(slice.labels()).containsKey("service.kubernetes.io/headless");
    }

    @Test
    void makesASliceForEachSetOfPortsThatPodsListenOn() {
        List<Action> actions =
                plan(service(), List.of(pod("a", "10.244.0.2", true), pod("b", "10.244.0.3", true, false, 9090)));
        assertThat(actions).hasSize(2).allMatch(Action.Create.class::isInstance);
    }

    @Test
    void rewritesOnlyTheSliceOfThePodThatChanged() {
        List<PodView> pods = many(250);
        Map<ObjectKey, SliceView> slices = World.apply(Map.of(), plan(service(), pods));
        assertThat(slices).hasSize(3);
        List<PodView> changed = new java.util.ArrayList<>(pods);
        changed.set(7, pod("p7", "10.244.1.7", false));
        List<Action> actions =
                EndpointsPlanner.plan(service(), wanted(service(), changed), List.copyOf(slices.values()));
        assertThat(actions).singleElement().isInstanceOf(Action.Update.class);
    }

    @Test
    void listsReadyAndOtherAddressesInTheOlderObject() {
        Legacy.View legacy = Legacy.plan(
                service(),
                wanted(
                        service(),
                        List.of(
                                pod("a", "10.244.0.2", true),
                                pod("b", "10.244.0.3", false),
                                pod("c", "10.244.0.4", true, true, 8080))));
        assertThat(legacy.subsets()).hasSize(1);
        var subset = legacy.subsets().get(0);
        assertThat(Json.items(subset, "addresses")).hasSize(1);
        assertThat(Json.items(subset, "notReadyAddresses")).hasSize(1);
        assertThat(Json.items(subset, "ports")).hasSize(1);
        assertThat(Legacy.plan(service(), wanted(service(), many(1200))).truncated())
                .isTrue();
    }

    @Test
    void writesFreelyUntilAServiceChangesAllTheTime() {
        var now = java.time.Instant.EPOCH;
        Pace pace = Pace.full(now);
        for (int i = 0; i < Pace.BURST; i++) {
            assertThat(pace.at(now).mayWrite()).isTrue();
            pace = pace.at(now).written();
        }
        assertThat(pace.at(now).mayWrite()).isFalse();
        assertThat(pace.wait(now)).isEqualTo(Pace.GAP);
        assertThat(pace.at(now.plus(Pace.GAP)).mayWrite()).isTrue();
    }

    private static List<PodView> many(int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> pod("p" + i, "10.244." + (1 + i / 200) + "." + i % 200, true))
                .toList();
    }

    private static Map<Group, List<Endpoint>> wanted(ServiceView service, List<PodView> pods) {
        return EndpointsPlanner.endpoints(service, pods, Map.of("node-1", "zone-1"));
    }

    private static List<Action> plan(ServiceView service, List<PodView> pods) {
        return EndpointsPlanner.plan(service, wanted(service, pods), List.of());
    }

    private static Slice only(List<Action> actions) {
        assertThat(actions).hasSize(1);
        return ((Action.Create) actions.getFirst()).slice();
    }
}
