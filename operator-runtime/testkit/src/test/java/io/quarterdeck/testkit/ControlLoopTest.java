package io.quarterdeck.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;
import io.quarterdeck.model.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlLoopTest {

    private static final Duration LONG = Duration.ofMinutes(20);

    /** Keeps as many pods, with generated names, as a ConfigMap asks for: the hardest thing to do with a stale cache. */
    private static final class Keeper implements Operator {

        private final Set<ObjectKey> inWork = new HashSet<>();

        private record Wish(ObjectKey key, String uid, int pods) {}

        @Override
        public String name() {
            return "keeper";
        }

        @Override
        public void declare(OperatorContext context) {
            Informer<Wish> wishes = context.informer(Resources.CONFIG_MAPS, ListOptions.ALL, Keeper::wish);
            Informer<KubeObject> pods = context.informer(Resources.PODS, ListOptions.ALL, pod -> pod);
            pods.index("owner", ControlLoopTest::owners);
            context.controller("keeper", (key, api) -> {
                        assertThat(inWork.add(key)).as("one worker a key").isTrue();
                        try {
                            wishes.get(key).ifPresent(wish -> fulfil(api, wish, pods.byIndex("owner", wish.uid())));
                        } finally {
                            inWork.remove(key);
                        }
                        return Outcome.DONE;
                    })
                    .watches(wishes, wish -> List.of(wish.key()))
                    .watches(
                            pods,
                            pod -> pod.header().owners().stream()
                                    .map(owner -> new ObjectKey(pod.key().namespace(), owner.name()))
                                    .toList());
        }

        private static void fulfil(ApiClient api, Wish wish, List<KubeObject> pods) {
            for (int i = pods.size(); i < wish.pods(); i++) {
                ObjectNode pod =
                        Manifests.owned("", Resources.CONFIG_MAPS, wish.key().name(), wish.uid());
                Json.ensureObject(pod, "metadata").put("generateName", "pod-");
                api.create(Resources.PODS, wish.key().namespace(), pod);
            }
            for (int i = wish.pods(); i < pods.size(); i++) {
                api.delete(Resources.PODS, pods.get(i).key(), ApiClient.DeleteOptions.DEFAULT);
            }
        }

        private static Wish wish(KubeObject object) {
            return new Wish(
                    object.key(), object.header().uid(), Integer.parseInt(Json.text(object.tree(), "data", "pods")));
        }
    }

    private static List<String> owners(KubeObject object) {
        return object.header().owners().stream().map(OwnerReference::uid).toList();
    }

    private static ObjectNode wish(int pods) {
        ObjectNode wish = Manifests.named("wish");
        Json.ensureObject(wish, "data").put("pods", Integer.toString(pods));
        return wish;
    }

    /** Each touch brings the key back, most of them before the watch of pods has told of the pods made for it. */
    private static void touchAgainAndAgain(SimulatedCluster cluster) {
        for (int i = 0; i < 20; i++) {
            cluster.advance(Duration.ofMillis(100));
            touch(cluster, i);
        }
    }

    private static void touch(SimulatedCluster cluster, int turn) {
        ObjectNode label = Json.object();
        Json.ensureObject(label, "metadata", "labels").put("turn", "" + turn);
        cluster.user()
                .patch(
                        Resources.CONFIG_MAPS,
                        new ObjectKey("default", "wish"),
                        "",
                        ApiClient.PatchType.MERGE,
                        Json.encode(label));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void neverActsOnACacheThatHasNotSeenItsOwnWrites(long seed) {
        Faults slowWatches = new Faults(0, 0, 0, 0, 0, Duration.ofMillis(900));
        SimulatedCluster cluster = new SimulatedCluster(seed, slowWatches);
        cluster.simulation()
                .invariant(() -> assertThat(cluster.api().all(Resources.PODS)).hasSizeLessThanOrEqualTo(5));
        cluster.start(Keeper::new);
        cluster.user().create(Resources.CONFIG_MAPS, "default", wish(5));
        touchAgainAndAgain(cluster);
        cluster.advance(LONG);
        assertThat(cluster.api().all(Resources.PODS)).hasSize(5);

        cluster.user()
                .patch(
                        Resources.CONFIG_MAPS,
                        new ObjectKey("default", "wish"),
                        "",
                        ApiClient.PatchType.MERGE,
                        Json.encode(wish(2)));
        cluster.simulation()
                .invariant(() -> assertThat(cluster.api().all(Resources.PODS)).hasSizeGreaterThanOrEqualTo(2));
        touchAgainAndAgain(cluster);
        cluster.advance(LONG);
        assertThat(cluster.api().all(Resources.PODS)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void endsWhereItShouldWhateverTheWorldDoes(long seed) {
        SimulatedCluster cluster = new SimulatedCluster(seed, Faults.ROUGH);
        SimulatedCluster.Running keeper = cluster.start(Keeper::new);
        cluster.user().create(Resources.CONFIG_MAPS, "default", wish(20));
        cluster.advance(LONG);
        keeper.crash();
        cluster.user()
                .patch(
                        Resources.CONFIG_MAPS,
                        new ObjectKey("default", "wish"),
                        "",
                        ApiClient.PatchType.MERGE,
                        Json.encode(wish(7)));
        cluster.advance(LONG.multipliedBy(4));
        assertThat(cluster.api().all(Resources.PODS)).hasSize(7);
        assertThat(keeper.starts()).isGreaterThan(1);
    }

    @Test
    void triesAFailingKeyAgainWithGrowingDelays() {
        SimulatedCluster cluster = new SimulatedCluster(1, Faults.NONE);
        List<Instant> runs = new ArrayList<>();
        cluster.start(() -> operator((context, informer) -> context.controller("failing", (key, api) -> {
                    runs.add(context.clock().instant());
                    throw new IllegalStateException("always");
                })
                .watches(informer, object -> List.of(object.key()))));
        cluster.user().create(Resources.CONFIG_MAPS, "default", wish(1));
        cluster.advance(Duration.ofHours(1));
        // 5 ms doubled up to 5 min: 17 runs in the first eleven minutes, then one in five to six minutes.
        assertThat(runs).hasSizeBetween(22, 29);
        Duration last = Duration.between(runs.get(runs.size() - 2), runs.getLast());
        assertThat(last).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
    }

    @Test
    void looksAgainAfterTheTimeThatTheOutcomeNames() {
        SimulatedCluster cluster = new SimulatedCluster(1, Faults.NONE);
        List<Instant> runs = new ArrayList<>();
        cluster.start(() -> operator((context, informer) -> context.controller("patient", (key, api) -> {
                    runs.add(context.clock().instant());
                    return Outcome.after(Duration.ofMinutes(10));
                })
                .watches(informer, object -> List.of(object.key()))));
        cluster.user().create(Resources.CONFIG_MAPS, "default", wish(1));
        cluster.advance(Duration.ofMinutes(35));
        assertThat(runs).hasSize(4);
    }

    @Test
    void tellsTheUserOnceWhyASpecIsRejectedAndCountsTheRest() {
        SimulatedCluster cluster = new SimulatedCluster(1, Faults.NONE);
        cluster.start(() -> operator((context, informer) -> context.controller(
                        "strict", (key, api) -> new Outcome.Rejected("BadWish", "pods must not be 13"))
                .watches(informer, object -> List.of(object.key()))));
        cluster.user().create(Resources.CONFIG_MAPS, "default", wish(13));
        cluster.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
            touch(cluster, i);
            cluster.advance(Duration.ofMinutes(1));
        }
        List<KubeObject> events = cluster.api().all(Resources.EVENTS);
        assertThat(events).hasSize(1);
        ObjectNode event = events.getFirst().tree();
        assertThat(Json.at(event, "count").asInt()).isEqualTo(4);
        assertThat(Json.text(event, "reason")).isEqualTo("BadWish");
        assertThat(Json.text(event, "involvedObject", "name")).isEqualTo("wish");
    }

    private interface Declaration {
        void declare(OperatorContext context, Informer<KubeObject> informer);
    }

    private static Operator operator(Declaration declaration) {
        return new Operator() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public void declare(OperatorContext context) {
                declaration.declare(
                        context, context.informer(Resources.CONFIG_MAPS, ListOptions.ALL, object -> object));
            }
        };
    }
}
