package io.quarterdeck.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.model.Resources;
import io.quarterdeck.namespace.NamespacePlanner.Action;
import io.quarterdeck.namespace.NamespacePlanner.Observed;
import io.quarterdeck.namespace.NamespacePlanner.Remains;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamespacePlannerTest {

    private static final List<String> OURS = List.of("kubernetes");
    private static final Remains PODS = new Remains(Resources.PODS, 2, 1, Map.of(), 7);
    private static final Remains DYING_PODS = new Remains(Resources.PODS, 2, 0, Map.of(), 8);
    private static final Remains SECRETS = new Remains(Resources.SECRETS, 3, 3, Map.of("a/b", 1), 8);

    @Test
    void leavesANamespaceAloneThatNobodyDeletes() {
        assertThat(NamespacePlanner.plan(new Observed(false, OURS, List.of()))).isEmpty();
    }

    @Test
    void deletesPodsBeforeWhatProtectsThem() {
        assertThat(NamespacePlanner.plan(new Observed(true, OURS, List.of(SECRETS, PODS))))
                .containsExactly(new Action.DeleteAll(Resources.PODS));
    }

    @Test
    void waitsForPodsThatEndBeforeItDeletesTheRest() {
        assertThat(NamespacePlanner.plan(new Observed(true, OURS, List.of(SECRETS, DYING_PODS))))
                .containsExactly(new Action.AwaitEmpty(Resources.PODS, 2, 8));
    }

    @Test
    void deletesEverythingElseAtOnce() {
        Remains maps = new Remains(Resources.CONFIG_MAPS, 1, 1, Map.of(), 8);
        assertThat(NamespacePlanner.plan(new Observed(true, OURS, List.of(SECRETS, maps))))
                .containsExactly(new Action.DeleteAll(Resources.SECRETS), new Action.DeleteAll(Resources.CONFIG_MAPS));
    }

    @Test
    void finalizesOnlyAnEmptyNamespaceAndOnlyOnce() {
        assertThat(NamespacePlanner.plan(new Observed(true, OURS, List.of()))).containsExactly(new Action.Finalize());
        assertThat(NamespacePlanner.plan(new Observed(true, List.of("other"), List.of())))
                .isEmpty();
    }

    @Test
    void saysWhichFinalizersHoldTheNamespace() {
        assertThat(NamespaceStatus.conditions(List.of(SECRETS), List.of()))
                .contains(
                        new NamespaceStatus.Condition(
                                "NamespaceContentRemaining",
                                true,
                                "SomeResourcesRemain",
                                "Some resources are remaining: secrets has 3 resource instances"),
                        new NamespaceStatus.Condition(
                                "NamespaceFinalizersRemaining",
                                true,
                                "SomeFinalizersRemain",
                                "Some content in the namespace has finalizers remaining: a/b in 1 resource instances"));
    }

    @Test
    void saysWhatCouldNotBeDeletedAndWhy() {
        assertThat(NamespaceStatus.conditions(List.of(SECRETS), List.of("no way", "not now")))
                .contains(new NamespaceStatus.Condition(
                        "NamespaceDeletionContentFailure",
                        true,
                        "ContentDeletionFailed",
                        "Failed to delete all resource types, 2 remaining: no way, not now"));
    }
}
