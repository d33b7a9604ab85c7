package io.quarterdeck.replicaset;

import static io.quarterdeck.replicaset.World.NOW;
import static io.quarterdeck.replicaset.World.pod;
import static io.quarterdeck.replicaset.World.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.replicaset.PodView.Phase;
import io.quarterdeck.replicaset.ReplicaSetPlanner.Action;
import io.quarterdeck.replicaset.World.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplicaSetPlannerTest {

    @Test
    void makesThePodsThatAreMissing() {
        assertThat(plan(set(3), pod("a"))).containsExactly(new Action.Create(2));
    }

    @Test
    void makesNoMoreThanOneBurstInOnePass() {
        assertThat(plan(set(2000))).containsExactly(new Action.Create(ReplicaSetPlanner.BURST_MAX));
    }

    @Test
    void countsAPodThatTerminatesOrIsOverAsGone() {
        assertThat(plan(set(1), pod("a").deleting(), pod("b").phase(Phase.OVER)))
                .containsExactly(new Action.Create(1));
    }

    @Test
    void leavesADeletedSetAlone() {
        assertThat(plan(set(3, 0, true), pod("a").controller(""), pod("b").labels(Map.of())))
                .isEmpty();
    }

    @Test
    void adoptsAnOrphanThatItSelectsInsteadOfMakingAPod() {
        assertThat(plan(set(1), pod("a").controller("")))
                .containsExactly(new Action.Adopt(pod("a").controller("").view()));
    }

    @Test
    void takesNoPodFromAnotherController() {
        assertThat(plan(set(0), pod("a").controller("another"))).isEmpty();
    }

    @Test
    void letsGoOfAPodThatWasRelabelledAndMakesAnother() {
        Pod relabelled = pod("a").labels(Map.of("app", "debug"));
        assertThat(plan(set(1), relabelled))
                .containsExactly(new Action.Release(relabelled.view()), new Action.Create(1));
    }

    @Test
    void losesTheUnscheduledPodBeforeThePendingOne() {
        assertThat(loses(
                        pod("a").phase(Phase.PENDING).notReady(),
                        pod("b").node("").phase(Phase.PENDING).notReady()))
                .isEqualTo("b");
    }

    @Test
    void losesTheUnreadyPodBeforeTheReadyOne() {
        assertThat(loses(pod("a"), pod("b").notReady())).isEqualTo("b");
    }

    @Test
    void losesThePodThatItsUserCallsCheap() {
        assertThat(loses(pod("a").readyFor(Duration.ofSeconds(1)), pod("b").cost(-5)))
                .isEqualTo("b");
    }

    @Test
    void losesAPodOfTheNodeThatHasTwo() {
        assertThat(loses(pod("a").readyFor(Duration.ofSeconds(1)), pod("b").node("n"), pod("c").node("n")))
                .isIn("b", "c");
    }

    @Test
    void losesTheMuchYoungerPod() {
        assertThat(loses(pod("a"), pod("b").readyFor(Duration.ofSeconds(10)))).isEqualTo("b");
    }

    @Test
    void losesThePodThatRestartedMost() {
        assertThat(loses(pod("a"), pod("b").restarts(3))).isEqualTo("b");
    }

    @Test
    void looksAgainWhenTheNextPodWillHaveBeenReadyForLongEnough() {
        List<PodView> pods = Stream.of(
                        pod("a").readyFor(Duration.ofSeconds(4)), pod("b").readyFor(Duration.ofSeconds(7)))
                .map(Pod::view)
                .toList();
        assertThat(ReplicaSetPlanner.nextAvailability(set(2, 10, false), pods, NOW))
                .contains(Duration.ofSeconds(3));
        assertThat(ReplicaSetStatus.of(set(2, 5, false), pods, null, NOW).availableReplicas())
                .isEqualTo(1);
    }

    @Test
    void reportsWhatKubectlCounts() {
        List<PodView> pods = Stream.of(
                        pod("a"),
                        pod("b").notReady(),
                        pod("c").labels(Map.of("app", "other")),
                        pod("d").deleting(),
                        pod("e").phase(Phase.OVER))
                .map(Pod::view)
                .toList();
        assertThat(ReplicaSetStatus.of(set(3), pods, null, NOW))
                .isEqualTo(new ReplicaSetStatus(3, 2, 2, 2, 1, 1, null));
    }

    private static List<Action> plan(ReplicaSetView set, Pod... pods) {
        List<PodView> views = Stream.of(pods).map(Pod::view).toList();
        return ReplicaSetPlanner.plan(set, views, Map.of("n", 2), NOW).actions();
    }

    private static String loses(Pod... pods) {
        List<Action> actions = plan(set(pods.length - 1), pods);
        assertThat(actions).hasSize(1);
        return ((Action.Delete) actions.getFirst()).pod().key().name();
    }
}
