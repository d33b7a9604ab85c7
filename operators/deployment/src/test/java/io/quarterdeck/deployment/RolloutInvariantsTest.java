package io.quarterdeck.deployment;

import static io.quarterdeck.deployment.World.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.deployment.DeploymentPlanner.Action;
import io.quarterdeck.deployment.ReplicaSetView.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rolls a Deployment through several templates while a ReplicaSet operator of random speed follows. */
class RolloutInvariantsTest {

    private static final int STEPS = 60;

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, 200) : LongStream.of(one);
    }

    @ParameterizedTest(name = "-Dseed={0}")
    @MethodSource("seeds")
    void keepsWithinItsLimitsAndArrives(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        World.Spec spec =
                deployment().replicas(1 + random.nextInt(10)).limits(random.nextInt(4) + "", random.nextInt(100) + "%");
        Map<String, ReplicaSetView> sets = new TreeMap<>();
        for (int template = 1; template <= 3; template++) {
            spec.image("v" + template);
            for (int i = 0; i < random.nextInt(20); i++) {
                step(spec, sets, random);
            }
        }
        for (int i = 0; i < STEPS; i++) {
            step(spec, sets, random);
            sets.replaceAll((name, set) -> report(set, set.replicas()));
        }
        DeploymentView view = spec.view();
        ReplicaSets settled = ReplicaSets.of(view, List.copyOf(sets.values()));
        assertThat(settled.current()).isNotNull();
        assertThat(settled.updated()).isEqualTo(view.replicas());
        assertThat(settled.desired()).isEqualTo(view.replicas());
        assertThat(sizes(DeploymentPlanner.plan(view, List.copyOf(sets.values()))))
                .isEmpty();
    }

    private static void step(World.Spec spec, Map<String, ReplicaSetView> sets, SplittableRandom random) {
        DeploymentView view = spec.view();
        int availableBefore = available(sets);
        DeploymentPlanner.Plan plan = DeploymentPlanner.plan(view, new ArrayList<>(sets.values()));
        for (Action action : plan.actions()) {
            if (action instanceof Action.Create create) {
                sets.put(view.template().toString(), made(view, create, sets.size()));
            } else if (action instanceof Action.Update update) {
                sets.replaceAll((name, set) -> set.name().equals(update.set().name()) ? update(set, update) : set);
            }
        }
        int desired = sets.values().stream().mapToInt(ReplicaSetView::replicas).sum();
        assertThat(desired).as("pods asked for").isLessThanOrEqualTo(view.replicasMax());
        int left = sets.values().stream()
                .mapToInt(set -> Math.min(set.replicas(), set.counts().available()))
                .sum();
        assertThat(left)
                .as("available pods left")
                .isGreaterThanOrEqualTo(Math.min(availableBefore, view.availableMin()));
        // The other operator gets around to some of them, and some more of their pods become available.
        sets.replaceAll((name, set) -> {
            if (random.nextInt(3) == 0) {
                return set;
            }
            int had = Math.min(set.replicas(), set.counts().available());
            return report(set, had + random.nextInt(set.replicas() - had + 1));
        });
    }

    private static int available(Map<String, ReplicaSetView> sets) {
        return sets.values().stream()
                .mapToInt(set -> Math.min(set.replicas(), set.counts().available()))
                .sum();
    }

    private static ReplicaSetView made(DeploymentView view, Action.Create create, int age) {
        return new ReplicaSetView(
                new io.quarterdeck.model.ObjectKey("default", create.name()),
                create.name(),
                "web-uid",
                "web",
                false,
                Map.of("app", "web"),
                create.annotations(),
                World.NOW.plusSeconds(age),
                view.template(),
                create.replicas(),
                0,
                new Counts(0, 0, 0, 0, false),
                null);
    }

    private static ReplicaSetView update(ReplicaSetView set, Action.Update update) {
        Map<String, String> annotations = new TreeMap<>(set.annotations());
        annotations.putAll(update.annotations());
        return with(set, annotations, update.replicas(), set.counts());
    }

    private static ReplicaSetView report(ReplicaSetView set, int available) {
        return with(set, set.annotations(), set.replicas(), new Counts(set.replicas(), available, available, 0, true));
    }

    private static ReplicaSetView with(
            ReplicaSetView set, Map<String, String> annotations, int replicas, Counts counts) {
        return new ReplicaSetView(
                set.key(),
                set.uid(),
                set.controllerUid(),
                set.controllerName(),
                false,
                set.labels(),
                annotations,
                set.created(),
                set.template(),
                replicas,
                set.minReadySeconds(),
                counts,
                null);
    }

    private static List<String> sizes(DeploymentPlanner.Plan plan) {
        List<String> sizes = new ArrayList<>();
        for (Action action : plan.actions()) {
            if (action instanceof Action.Update update
                    && update.replicas() != update.set().replicas()) {
                sizes.add(update.set().name() + "=" + update.replicas());
            }
        }
        return sizes;
    }
}
