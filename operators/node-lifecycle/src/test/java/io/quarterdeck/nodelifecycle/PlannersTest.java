package io.quarterdeck.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.nodelifecycle.PodPlanner.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PlannersTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Taint USERS = new Taint("dedicated", "db", Taint.NO_SCHEDULE, Optional.empty());
    private static final Taint UNREACHABLE =
            new Taint("node.kubernetes.io/unreachable", "", Taint.NO_EXECUTE, Optional.of(NOW.minusSeconds(100)));

    private static NodeView node(String ready, boolean unschedulable, Taint... taints) {
        return new NodeView(
                ObjectKey.clusterWide("a"),
                "uid",
                "10.244.0.0/24",
                unschedulable,
                List.of(taints),
                ready.isEmpty() ? Map.of() : Map.of("Ready", ready, "DiskPressure", "True"),
                "",
                Optional.empty());
    }

    private static List<String> taints(NodePlanner.Plan plan) {
        return plan.taints().orElseThrow().stream()
                .map(taint -> taint.key().replace("node.kubernetes.io/", "") + ":" + taint.effect())
                .toList();
    }

    private static NodePlanner.Plan plan(NodeView node, long silentSeconds) {
        return NodePlanner.plan(new NodePlanner.Observed(node, NOW.minusSeconds(silentSeconds), NOW));
    }

    @Test
    void aSilentNodeBecomesUnknownAndUnreachableAndKeepsOthersTaints() {
        NodePlanner.Plan plan = plan(node("True", true, USERS), 40);
        assertThat(plan.unknown()).containsExactly("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");
        assertThat(taints(plan))
                .containsExactly(
                        "dedicated:NoSchedule",
                        "unreachable:NoSchedule",
                        "unreachable:NoExecute",
                        "unschedulable:NoSchedule",
                        "disk-pressure:NoSchedule");
        assertThat(plan.silentAfter()).isEmpty();
    }

    @Test
    void aNodeThatSpeaksIsLookedAtAgainWhenItsPatienceEnds() {
        NodePlanner.Plan plan = plan(node("True", false), 15);
        assertThat(plan.unknown()).isEmpty();
        assertThat(taints(plan)).containsExactly("disk-pressure:NoSchedule");
        assertThat(plan.silentAfter()).contains(Duration.ofSeconds(25));
    }

    @Test
    void aNewNodeIsNotReadyUntilItSpeaksAndGetsLongerForThat() {
        NodePlanner.Plan plan = plan(node("", false), 45);
        assertThat(plan.unknown()).isEmpty();
        assertThat(taints(plan)).containsExactly("not-ready:NoSchedule", "not-ready:NoExecute");
        assertThat(plan(node("", false), 60).unknown()).hasSize(4);
    }

    @Test
    void aTaintThatStaysKeepsTheTimeSinceWhenItEvicts() {
        NodeView node = node("Unknown", false, UNREACHABLE);
        assertThat(plan(node, 400).taints().orElseThrow()).contains(UNREACHABLE);
    }

    @Test
    void aPodWithoutTolerationGoesAtOnceAndOneWithATimeWhenItIsOver() {
        assertThat(decide(List.of())).isEqualTo(new Decision.Evict());
        assertThat(decide(List.of(tolerating(OptionalLong.of(300)))))
                .isEqualTo(new Decision.LookAgain(Duration.ofSeconds(200)));
        assertThat(decide(List.of(tolerating(OptionalLong.of(100))))).isEqualTo(new Decision.Evict());
        assertThat(decide(List.of(tolerating(OptionalLong.empty())))).isEqualTo(new Decision.Stay());
        assertThat(decide(List.of(new Toleration("", true, "", "", OptionalLong.empty()))))
                .isEqualTo(new Decision.Stay());
    }

    @Test
    void handsOutEachRangeOnceAndAgainOnlyWhenItsNodeIsGone() {
        CidrPool pool = new CidrPool("10.244.0.0/23");
        pool.occupy("b", "10.244.0.0/24");
        assertThat(pool.allocate("a")).contains("10.244.1.0/24");
        assertThat(pool.allocate("a")).contains("10.244.1.0/24");
        assertThat(pool.allocate("c")).isEmpty();
        pool.release("b");
        assertThat(pool.allocate("c")).contains("10.244.0.0/24");
    }

    private static Toleration tolerating(OptionalLong seconds) {
        return new Toleration("node.kubernetes.io/unreachable", true, "", "NoExecute", seconds);
    }

    private static Decision decide(List<Toleration> tolerations) {
        PodView pod = new PodView(new ObjectKey("ns", "p"), "uid", "a", tolerations, false, false, false);
        return PodPlanner.decide(
                new PodPlanner.Observed(pod, Optional.of(node("Unknown", false, UNREACHABLE)), NOW, NOW));
    }
}
