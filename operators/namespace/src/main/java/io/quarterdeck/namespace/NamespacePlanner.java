package io.quarterdeck.namespace;

import io.quarterdeck.model.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decides what a terminating namespace needs next. Pure: no clock, no I/O, no logging. */
final class NamespacePlanner {

    private NamespacePlanner() {}

    /**
     * What one kind still has in the namespace.
     *
     * @param undeleted those that nobody has asked to go
     * @param finalizers how many objects each finalizer holds
     * @param revision at which this was so
     */
    record Remains(ResourceType type, int count, int undeleted, Map<String, Integer> finalizers, long revision) {

        Remains {
            if (undeleted > count) {
                throw new IllegalArgumentException("more objects to delete than there are");
            }
            finalizers = Map.copyOf(finalizers);
        }
    }

    /**
     * A namespace as it was seen.
     *
     * @param remains the kinds that have any object in it
     */
    record Observed(boolean deleting, List<String> finalizers, List<Remains> remains) {

        Observed {
            finalizers = List.copyOf(finalizers);
            remains = List.copyOf(remains);
        }
    }

    sealed interface Action {
        /** Asks every object of one kind to go. */
        record DeleteAll(ResourceType type) implements Action {}

        /** Nothing can be done until the last of these has gone. */
        record AwaitEmpty(ResourceType type, int count, long revision) implements Action {}

        /** The namespace is empty: let it go. */
        record Finalize() implements Action {}
    }

    // Pods go before all else: what protects them, a NetworkPolicy or a Secret, must outlive them.
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#namespace-deletion-order
    static List<Action> plan(Observed observed) {
        if (!observed.deleting() || !observed.finalizers().contains(NamespaceView.FINALIZER)) {
            return List.of();
        }
        if (observed.remains().isEmpty()) {
            return List.of(new Action.Finalize());
        }
        List<Remains> pods = observed.remains().stream()
                .filter(remains -> remains.type().resource().equals("pods"))
                .toList();
        return pods.isEmpty() ? deletions(observed.remains()) : deletions(pods);
    }

    /** The finalizers in the namespace and how many objects each holds, by name. */
    static Map<String, Integer> finalizers(List<Remains> remains) {
        Map<String, Integer> total = new TreeMap<>();
        remains.forEach(kind -> kind.finalizers().forEach((name, count) -> total.merge(name, count, Integer::sum)));
        return total;
    }

    private static List<Action> deletions(List<Remains> remains) {
        List<Action> actions = new ArrayList<>();
        for (Remains kind : remains) {
            actions.add(
                    kind.undeleted() > 0
                            ? new Action.DeleteAll(kind.type())
                            : new Action.AwaitEmpty(kind.type(), kind.count(), kind.revision()));
        }
        return actions;
    }
}
