package io.quarterdeck.storageprotection;

import java.util.ArrayList;
import java.util.List;

/** Decides who must carry the finalizer. Pure: no clock, no I/O, no logging. */
final class ProtectionPlanner {

    private ProtectionPlanner() {}

    sealed interface Action {
        /** It is as it should be. */
        record Nothing() implements Action {}

        /** It must carry these finalizers. */
        record Carry(List<String> finalizers) implements Action {
            public Carry {
                finalizers = List.copyOf(finalizers);
            }
        }

        /** It may go with these finalizers if nothing uses it, which the API must be asked. */
        record LetGo(List<String> finalizers) implements Action {
            public LetGo {
                finalizers = List.copyOf(finalizers);
            }
        }
    }

    static Action plan(StoredView object, String finalizer) {
        boolean carries = object.finalizers().contains(finalizer);
        List<String> finalizers = new ArrayList<>(object.finalizers());
        if (object.deleting() && carries) {
            finalizers.remove(finalizer);
            return new Action.LetGo(finalizers);
        }
        if (!object.deleting() && !carries) {
            finalizers.add(finalizer);
            return new Action.Carry(finalizers);
        }
        return new Action.Nothing();
    }

    /** A pod without a node uses nothing yet, and will get none while its claim is ending. */
    static boolean isClaimUsed(String claim, List<UserView> pods) {
        return pods.stream().anyMatch(pod -> pod.running() && pod.claims().contains(claim));
    }

    static boolean isVolumeUsed(StoredView volume) {
        return volume.phase().equals("Bound");
    }
}
