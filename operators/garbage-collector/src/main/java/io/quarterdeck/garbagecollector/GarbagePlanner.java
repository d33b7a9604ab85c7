package io.quarterdeck.garbagecollector;

import io.quarterdeck.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides what becomes of an object, given its owners and dependents. Pure: no clock, no I/O, no logging. */
final class GarbagePlanner {

    private GarbagePlanner() {}

    /** What an owner reference leads to. */
    enum Presence {
        /** The owner is there, and stays for all we know. */
        SOLID,
        /** The owner is deleted in the foreground: it waits for us to go. */
        WAITING,
        /** There is no such object. */
        ABSENT,
        /** Its kind is not served: nothing can be said. */
        UNKNOWN
    }

    record Owner(OwnerReference reference, Presence presence) {}

    /** An object with all that decides about it. */
    record Observed(Item item, List<Owner> owners, List<Item> dependents) {

        Observed {
            owners = List.copyOf(owners);
            dependents = List.copyOf(dependents);
        }
    }

    sealed interface Action {
        /** Deletes the object. */
        record Delete(String propagation) implements Action {}

        /** Takes these owners, by uid, out of an object's references. */
        record Disown(ItemName name, String uid, Set<String> owners) implements Action {}

        /** Lets the object go. */
        record RemoveFinalizer(String finalizer) implements Action {}

        /** Has a dependent judged in its turn. */
        record Judge(ItemName dependent) implements Action {}
    }

    static List<Action> plan(Observed observed) {
        Item item = observed.item();
        if (item.deleting() && item.orphaning()) {
            return orphan(observed);
        }
        if (item.waitsForDependents()) {
            return foreground(observed);
        }
        return item.deleting() ? List.of() : judge(observed);
    }

    private static List<Action> orphan(Observed observed) {
        List<Action> actions = new ArrayList<>();
        for (Item dependent : observed.dependents()) {
            actions.add(new Action.Disown(
                    dependent.name(), dependent.uid(), Set.of(observed.item().uid())));
        }
        actions.add(new Action.RemoveFinalizer(Item.ORPHAN));
        return actions;
    }

    private static List<Action> foreground(Observed observed) {
        List<Action> actions = new ArrayList<>();
        boolean blocked = false;
        for (Item dependent : observed.dependents()) {
            blocked |= dependent.blocks(observed.item().uid());
            if (!dependent.deleting()) {
                actions.add(new Action.Judge(dependent.name()));
            }
        }
        if (!blocked) {
            actions.add(new Action.RemoveFinalizer(Item.FOREGROUND));
        }
        return actions;
    }

    private static List<Action> judge(Observed observed) {
        Item item = observed.item();
        if (observed.owners().isEmpty()) {
            return List.of();
        }
        boolean undecided = observed.owners().stream().anyMatch(owner -> owner.presence() == Presence.UNKNOWN);
        boolean kept = observed.owners().stream().anyMatch(owner -> owner.presence() == Presence.SOLID);
        if (kept) {
            Set<String> leaving = observed.owners().stream()
                    .filter(owner -> owner.presence() == Presence.ABSENT || owner.presence() == Presence.WAITING)
                    .map(owner -> owner.reference().uid())
                    .collect(Collectors.toUnmodifiableSet());
            return leaving.isEmpty() ? List.of() : List.of(new Action.Disown(item.name(), item.uid(), leaving));
        }
        if (undecided) {
            return List.of();
        }
        boolean waited = observed.owners().stream().anyMatch(owner -> owner.presence() == Presence.WAITING);
        // An owner that waits for us waits for all below us, so they have to go first in their turn.
        boolean foreground =
                item.foreground() || (waited && !observed.dependents().isEmpty());
        String propagation = item.orphaning() ? "Orphan" : foreground ? "Foreground" : "Background";
        return List.of(new Action.Delete(propagation));
    }
}
