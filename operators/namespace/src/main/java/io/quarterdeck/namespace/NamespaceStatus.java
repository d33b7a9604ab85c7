package io.quarterdeck.namespace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** Says in a namespace's conditions what still holds it up. Pure. */
final class NamespaceStatus {

    private NamespaceStatus() {}

    /** One condition as it should stand. */
    record Condition(String type, boolean holds, String reason, String message) {}

    /** What is to be said of a namespace in which these remain, some of which could not be deleted for these reasons. */
    static List<Condition> conditions(List<NamespacePlanner.Remains> remains, List<String> failures) {
        var finalizers = NamespacePlanner.finalizers(remains);
        String objects = remains.stream()
                .map(kind -> kind.type().resource() + " has " + kind.count() + " resource instances")
                .collect(Collectors.joining(", "));
        String holders = finalizers.entrySet().stream()
                .map(entry -> entry.getKey() + " in " + entry.getValue() + " resource instances")
                .collect(Collectors.joining(", "));
        return List.of(
                new Condition(
                        "NamespaceDeletionDiscoveryFailure",
                        false,
                        "ResourcesDiscovered",
                        "All resources successfully discovered"),
                new Condition(
                        "NamespaceDeletionGroupVersionParsingFailure",
                        false,
                        "ParsedGroupVersions",
                        "All legacy kube types successfully parsed"),
                failures.isEmpty()
                        ? new Condition(
                                "NamespaceDeletionContentFailure",
                                false,
                                "ContentDeleted",
                                "All content successfully deleted, may be waiting on finalization")
                        : new Condition(
                                "NamespaceDeletionContentFailure",
                                true,
                                "ContentDeletionFailed",
                                "Failed to delete all resource types, " + failures.size() + " remaining: "
                                        + String.join(", ", failures)),
                remains.isEmpty()
                        ? new Condition(
                                "NamespaceContentRemaining",
                                false,
                                "ContentRemoved",
                                "All content successfully removed")
                        : new Condition(
                                "NamespaceContentRemaining",
                                true,
                                "SomeResourcesRemain",
                                "Some resources are remaining: " + objects),
                finalizers.isEmpty()
                        ? new Condition(
                                "NamespaceFinalizersRemaining",
                                false,
                                "ContentHasNoFinalizers",
                                "All content-preserving finalizers finished")
                        : new Condition(
                                "NamespaceFinalizersRemaining",
                                true,
                                "SomeFinalizersRemain",
                                "Some content in the namespace has finalizers remaining: " + holders));
    }

    /** Puts the conditions into a namespace; false if it says so already. */
    static boolean apply(ObjectNode namespace, List<Condition> wanted, Instant now) {
        ObjectNode status = Json.ensureObject(namespace, "status");
        boolean changed = false;
        ArrayNode conditions =
                status.get("conditions") instanceof ArrayNode array ? array : status.putArray("conditions");
        for (Condition condition : wanted) {
            changed |= put(conditions, condition, now);
        }
        return changed;
    }

    private static boolean put(ArrayNode conditions, Condition wanted, Instant now) {
        String holds = wanted.holds() ? "True" : "False";
        for (var node : conditions) {
            if (!(node instanceof ObjectNode entry) || !Json.text(entry, "type").equals(wanted.type())) {
                continue;
            }
            boolean same = Json.text(entry, "status").equals(holds)
                    && Json.text(entry, "message").equals(wanted.message());
            if (!same) {
                write(entry, wanted, holds, now);
            }
            return !same;
        }
        write(conditions.addObject(), wanted, holds, now);
        return true;
    }

    private static void write(ObjectNode entry, Condition wanted, String holds, Instant now) {
        if (!Json.text(entry, "status").equals(holds)) {
            entry.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        entry.put("type", wanted.type())
                .put("status", holds)
                .put("reason", wanted.reason())
                .put("message", wanted.message());
    }
}
