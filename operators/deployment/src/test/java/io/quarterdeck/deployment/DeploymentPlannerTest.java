package io.quarterdeck.deployment;

import static io.quarterdeck.deployment.World.deployment;
import static io.quarterdeck.deployment.World.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.deployment.DeploymentPlanner.Action;
import io.quarterdeck.deployment.DeploymentPlanner.Plan;
import io.quarterdeck.deployment.World.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeploymentPlannerTest {

    @Test
    void makesTheFirstReplicaSetWithAllItsPods() {
        Plan plan = plan(deployment()
                .annotations(Map.of(
                        "kubernetes.io/change-cause",
                        "first",
                        "kubectl.kubernetes.io/last-applied-configuration",
                        "{}")));
        Action.Create create = (Action.Create) plan.actions().getFirst();
        assertThat(create.name()).matches("web-[a-z0-9]{10}");
        assertThat(create.replicas()).isEqualTo(3);
        assertThat(create.annotations())
                .containsEntry("kubernetes.io/change-cause", "first")
                .containsEntry(Annotations.REVISION, "1")
                .containsEntry(Annotations.DESIRED_REPLICAS, "3")
                .containsEntry(Annotations.MAX_REPLICAS, "4")
                .doesNotContainKey("kubectl.kubernetes.io/last-applied-configuration");
        assertThat(plan.actions()).contains(new Action.Annotate(1));
        assertThat(plan.news()).isEqualTo(Progress.News.created(create.name()));
    }

    @Test
    void beginsARolloutWithTheSurgeOnly() {
        Plan plan = plan(deployment(), set("v1", 1, 3, 3));
        assertThat(plan.actions().getFirst()).isInstanceOfSatisfying(Action.Create.class, create -> {
            assertThat(create.replicas()).isEqualTo(1);
            assertThat(create.annotations()).containsEntry(Annotations.REVISION, "2");
        });
    }

    @Test
    void takesAnOldPodOnlyOnceTheNewOneIsAvailable() {
        assertThat(sizes(plan(deployment(), set("v1", 1, 3, 3), set("v2", 2, 1, 0))))
                .isEmpty();
        assertThat(sizes(plan(deployment(), set("v1", 1, 3, 3), set("v2", 2, 1, 1))))
                .containsExactly("web-v1=2");
    }

    @Test
    void takesBrokenOldPodsFirstSoThatTheyCannotHoldUpTheNew() {
        assertThat(sizes(plan(deployment(), set("v0", 1, 2, 2), set("v1", 2, 1, 0), set("v2", 3, 1, 1))))
                .containsExactly("web-v1=0");
    }

    @Test
    void growsTheNewByWhatTheSurgeLeaves() {
        assertThat(sizes(plan(deployment(), set("v1", 1, 2, 2), set("v2", 2, 1, 1))))
                .containsExactly("web-v2=2");
    }

    @Test
    void goesBackByMakingTheOldReplicaSetTheNewestRevision() {
        Plan plan = plan(
                deployment().annotations(Map.of(Annotations.REVISION, "2")), set("v2", 1, 0, 0), set("v1", 2, 3, 3));
        assertThat(plan.actions()).contains(new Action.Annotate(3));
        Action.Update update = updates(plan).getFirst();
        assertThat(update.set().name()).isEqualTo("web-v2");
        assertThat(update.replicas()).isEqualTo(1);
        assertThat(update.annotations())
                .containsEntry(Annotations.REVISION, "3")
                .containsEntry(Annotations.REVISION_HISTORY, "1");
    }

    @Test
    void endsAllOldPodsBeforeItMakesNewOnesIfItRecreates() {
        assertThat(sizes(plan(deployment().recreate(), set("v1", 1, 3, 3)))).containsExactly("web-v1=0");
        ReplicaSetView ending = set("v1", 1, 0, 0);
        ReplicaSetView terminating = new ReplicaSetView(
                ending.key(),
                ending.uid(),
                ending.controllerUid(),
                ending.controllerName(),
                false,
                ending.labels(),
                ending.annotations(),
                ending.created(),
                ending.template(),
                0,
                0,
                new ReplicaSetView.Counts(0, 0, 0, 1, true),
                null);
        assertThat(plan(deployment().recreate(), terminating).actions()).isEmpty();
        assertThat(plan(deployment().recreate(), ending).actions().getFirst())
                .isInstanceOfSatisfying(
                        Action.Create.class,
                        create -> assertThat(create.replicas()).isEqualTo(3));
    }

    @Test
    void makesNoReplicaSetWhileItIsPausedButStillScales() {
        Plan plan = plan(deployment().paused().replicas(5), set("v1", 1, 3, 3));
        assertThat(sizes(plan)).containsExactly("web-v1=5");
        assertThat(plan.news()).isEqualTo(Progress.News.paused());
        assertThat(plan.rolling()).isFalse();
    }

    @Test
    void sharesAScaleInTheMidstOfARollout() {
        // The example of the documentation: 10 replicas rolling with a surge of 3, scaled to 15.
        Plan plan = plan(
                deployment().replicas(15).limits("3", "2"), set("v1", 1, 8, 8, 10, 13), set("v2", 2, 5, 0, 10, 13));
        assertThat(sizes(plan)).containsExactlyInAnyOrder("web-v1=11", "web-v2=7");
    }

    @Test
    void forgetsTheOldestRevisionsOnceTheRolloutIsDone() {
        Plan plan = plan(
                deployment().history(1).annotations(Map.of(Annotations.REVISION, "3")),
                set("v0", 1, 0, 0),
                set("v1", 2, 0, 0),
                set("v2", 3, 3, 3));
        assertThat(plan.actions()).containsExactly(new Action.Delete(set("v0", 1, 0, 0)));
    }

    @Test
    void roundsTheSurgeUpAndTheUnavailableDown() {
        Limits limits = Limits.of(
                com.fasterxml.jackson.databind.node.TextNode.valueOf("25%"),
                com.fasterxml.jackson.databind.node.TextNode.valueOf("25%"),
                10);
        assertThat(limits).isEqualTo(new Limits(3, 2));
        DeploymentView stuck = deployment().limits("0", "1%").view();
        assertThat(stuck.limits()).isEqualTo(new Limits(0, 1));
    }

    private static Plan plan(Spec deployment, ReplicaSetView... sets) {
        return DeploymentPlanner.plan(deployment.view(), List.of(sets));
    }

    private static List<Action.Update> updates(Plan plan) {
        List<Action.Update> updates = new ArrayList<>();
        for (Action action : plan.actions()) {
            if (action instanceof Action.Update update) {
                updates.add(update);
            }
        }
        return updates;
    }

    private static List<String> sizes(Plan plan) {
        return updates(plan).stream()
                .filter(update -> update.replicas() != update.set().replicas())
                .map(update -> update.set().name() + "=" + update.replicas())
                .toList();
    }
}
