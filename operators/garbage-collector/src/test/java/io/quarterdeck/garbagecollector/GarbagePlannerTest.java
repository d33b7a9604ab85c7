package io.quarterdeck.garbagecollector;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.garbagecollector.GarbagePlanner.Action;
import io.quarterdeck.garbagecollector.GarbagePlanner.Observed;
import io.quarterdeck.garbagecollector.GarbagePlanner.Owner;
import io.quarterdeck.garbagecollector.GarbagePlanner.Presence;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;
import io.quarterdeck.model.Resources;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GarbagePlannerTest {

    private static final OwnerReference SET = OwnerReference.controlling(Resources.REPLICA_SETS, "set", "set-uid");
    private static final OwnerReference LOOSE = new OwnerReference("v1", "ConfigMap", "map", "map-uid", false, false);
    private static final Item POD = item("pod", List.of(SET), false, false, false);
    private static final Item PARENT = item("set", List.of(), true, true, false);

    private static Item item(
            String name, List<OwnerReference> owners, boolean deleting, boolean foreground, boolean orphaning) {
        return new Item(
                Resources.PODS, new ObjectKey("ns", name), name + "-uid", owners, deleting, foreground, orphaning);
    }

    @Test
    void keepsWhatHasAnOwner() {
        assertThat(plan(POD, Presence.SOLID)).isEmpty();
    }

    @Test
    void keepsWhatNobodyEverOwned() {
        assertThat(GarbagePlanner.plan(new Observed(item("pod", List.of(), false, false, false), List.of(), List.of())))
                .isEmpty();
    }

    @Test
    void deletesWhatHasNoOwnerLeft() {
        assertThat(plan(POD, Presence.ABSENT)).containsExactly(new Action.Delete("Background"));
    }

    @Test
    void saysNothingAboutOwnersOfKindsThatNobodyServes() {
        assertThat(plan(POD, Presence.UNKNOWN)).isEmpty();
    }

    @Test
    void forgetsAnAbsentOwnerBesideASolidOne() {
        Observed observed = new Observed(
                POD, List.of(new Owner(SET, Presence.ABSENT), new Owner(LOOSE, Presence.SOLID)), List.of());
        assertThat(GarbagePlanner.plan(observed))
                .containsExactly(new Action.Disown(POD.name(), "pod-uid", Set.of("set-uid")));
    }

    @Test
    void passesAForegroundDeletionOnToWhatHasDependentsItself() {
        assertThat(plan(POD, Presence.WAITING)).containsExactly(new Action.Delete("Background"));
        Observed withDependents = new Observed(POD, List.of(new Owner(SET, Presence.WAITING)), List.of(POD));
        assertThat(GarbagePlanner.plan(withDependents)).containsExactly(new Action.Delete("Foreground"));
    }

    @Test
    void holdsAnOwnerUntilItsLastBlockingDependentHasGone() {
        assertThat(GarbagePlanner.plan(new Observed(PARENT, List.of(), List.of(POD))))
                .containsExactly(new Action.Judge(POD.name()));
        Item unblocking = item(
                "other", List.of(new OwnerReference("v1", "Set", "set", "set-uid", false, false)), true, false, false);
        assertThat(GarbagePlanner.plan(new Observed(PARENT, List.of(), List.of(unblocking))))
                .containsExactly(new Action.RemoveFinalizer("foregroundDeletion"));
    }

    @Test
    void makesOrphansBeforeItLetsTheParentGo() {
        Item parent = item("set", List.of(), true, false, true);
        assertThat(GarbagePlanner.plan(new Observed(parent, List.of(), List.of(POD))))
                .containsExactly(
                        new Action.Disown(POD.name(), "pod-uid", Set.of("set-uid")),
                        new Action.RemoveFinalizer("orphan"));
    }

    private static List<Action> plan(Item item, Presence presence) {
        return GarbagePlanner.plan(new Observed(item, List.of(new Owner(SET, presence)), List.of()));
    }
}
