package io.quarterdeck.replicaset;

import static io.quarterdeck.replicaset.World.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.replicaset.PodView.Phase;
import io.quarterdeck.replicaset.ReplicaSetPlanner.Action;
import io.quarterdeck.replicaset.ReplicaSetPlanner.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReplicaSetInvariantsTest {

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, 200) : LongStream.of(one);
    }

    @ParameterizedTest(name = "-Dseed={0}")
    @MethodSource("seeds")
    void endsWithExactlyTheReplicasWhateverItFinds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ReplicaSetView set = World.set(random.nextInt(8));
        List<PodView> pods = pods(random);
        Plan plan = ReplicaSetPlanner.plan(set, pods, Map.of("n0", 2, "n1", 1), NOW);

        List<PodView> survivors =
                new ArrayList<>(plan.owned().stream().filter(PodView::active).toList());
        List<PodView> lost = new ArrayList<>();
        int made = 0;
        for (Action action : plan.actions()) {
            switch (action) {
                case Action.Create(int count) -> made += count;
                case Action.Delete(PodView pod) -> lost.add(pod);
                case Action.Adopt(PodView pod) ->
                    assertThat(pod.controllerUid()).isEmpty();
                case Action.Release(PodView pod) -> assertThat(plan.owned()).doesNotContain(pod);
            }
        }
        assertThat(survivors).containsAll(lost);
        survivors.removeAll(lost);
        assertThat(survivors.size() + made).isEqualTo(set.replicas());
        assertThat(made == 0 || lost.isEmpty())
                .as("never makes and loses at once")
                .isTrue();
        boolean losesReady = lost.stream()
                .anyMatch(pod -> pod.ready()
                        && pod.phase() == Phase.RUNNING
                        && !pod.node().isEmpty());
        assertThat(losesReady && survivors.stream().anyMatch(pod -> !pod.ready()))
                .as("keeps an unready pod while it loses a ready one")
                .isFalse();

        List<PodView> shuffled = new ArrayList<>(pods);
        Collections.shuffle(shuffled, new Random(seed));
        List<Action> again = ReplicaSetPlanner.plan(set, shuffled, Map.of("n0", 2, "n1", 1), NOW)
                .actions();
        assertThat(again).containsExactlyInAnyOrderElementsOf(plan.actions());
    }

    private static List<PodView> pods(SplittableRandom random) {
        List<PodView> pods = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            World.Pod pod = World.pod("p" + i)
                    .age(Duration.ofSeconds(random.nextInt(100_000)))
                    .restarts(random.nextInt(3))
                    .node(random.nextInt(5) == 0 ? "" : "n" + random.nextInt(3));
            switch (random.nextInt(8)) {
                case 0 -> pod.controller("");
                case 1 -> pod.deleting();
                case 2 -> pod.phase(Phase.OVER);
                case 3 -> pod.labels(Map.of());
                case 4 -> pod.phase(Phase.PENDING).notReady();
                case 5 -> pod.notReady();
                default -> pod.readyFor(Duration.ofSeconds(random.nextInt(10_000)));
            }
            pods.add(pod.view());
        }
        return pods;
    }
}
