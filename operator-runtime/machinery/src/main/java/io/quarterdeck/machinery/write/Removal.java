package io.quarterdeck.machinery.write;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.admission.Admission;
import io.quarterdeck.machinery.admission.Attempt;
import io.quarterdeck.machinery.admission.Operation;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.strategy.Strategy;
import io.quarterdeck.machinery.wire.DeleteOptions;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/** Deletes one object, or marks it if it may take its time or something still holds it. */
final class Removal {

    private static final int ATTEMPTS = 16;
    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";

    private final Commits commits;
    private final InstantSource clock;
    private final Admission admission;

    Removal(Commits commits, InstantSource clock, Admission admission) {
        this.commits = commits;
        this.clock = clock;
        this.admission = admission;
    }

    /**
     * What became of the object.
     *
     * @param gone whether it was removed; else it is marked
     */
    record Removed(KubeObject object, boolean gone) {}

    Removed delete(Target target, Strategy strategy, DeleteOptions options) {
        for (int attempt = 1; ; attempt++) {
            KubeObject before = commits.current(target);
            requireConditions(target, before, options);
            ObjectNode tree = before.tree();
            strategy.requireDeletable(tree);
            Attempt write = new Attempt(
                    Operation.DELETE, target, options.user(), null, tree, options.dryRun(), new ArrayList<>());
            admission.mutate(write);
            admission.validate(write);
            try {
                return delete(target.kind(), strategy, before, tree, options);
            } catch (StoreException.Conflict e) {
                if (attempt == ATTEMPTS) {
                    throw new ApiException(
                            Status.conflict(target.type(), target.name(), "the object has been modified"), e);
                }
            }
        }
    }

    private static void requireConditions(Target target, KubeObject before, DeleteOptions options) {
        String uid = before.header().uid();
        if (!options.uid().isEmpty() && !options.uid().equals(uid)) {
            throw new ApiException(Status.conflict(
                    target.type(),
                    target.name(),
                    "Precondition failed: UID in precondition: " + options.uid() + ", UID in object meta: " + uid));
        }
        String revision = Long.toString(before.revision());
        if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(revision)) {
            throw new ApiException(Status.conflict(
                    target.type(),
                    target.name(),
                    "Precondition failed: ResourceVersion in precondition: " + options.resourceVersion()
                            + ", ResourceVersion in object meta: " + revision));
        }
    }

    private Removed delete(Kind kind, Strategy strategy, KubeObject before, ObjectNode tree, DeleteOptions options)
            throws StoreException.Conflict {
        ObjectNode next = tree.deepCopy();
        mark(strategy, next, options);
        if (Change.isReleased(strategy, next)) {
            return new Removed(options.dryRun() ? before : commits.delete(kind, before), true);
        }
        if (Trees.same(next, tree)) {
            return new Removed(before, false);
        }
        KubeObject marked = options.dryRun()
                ? Commits.imagine(kind, next, before.revision())
                : commits.replace(kind, next, before.revision());
        return new Removed(marked, false);
    }

    private void mark(Strategy strategy, ObjectNode object, DeleteOptions options) {
        finalizers(object, options.propagation());
        ObjectNode metadata = Json.ensureObject(object, "metadata");
        long grace = strategy.graceSeconds(object, options.graceSeconds());
        boolean marked = Change.isEnding(object);
        long before = Json.at(metadata, "deletionGracePeriodSeconds").asLong(0);
        // A second DELETE can only shorten the time that the first one gave.
        if (marked && (options.graceSeconds().isEmpty() || grace >= before)) {
            return;
        }
        Instant now = clock.instant();
        Instant since =
                marked ? Instant.parse(Json.text(metadata, "deletionTimestamp")).minusSeconds(before) : now;
        metadata.put("deletionTimestamp", Times.format(since.plusSeconds(grace)));
        metadata.put("deletionGracePeriodSeconds", grace);
        if (!marked && metadata.has("generation")) {
            metadata.put("generation", metadata.get("generation").asLong() + 1);
        }
        strategy.prepareDelete(object);
    }

    private static void finalizers(ObjectNode object, DeleteOptions.Propagation propagation) {
        if (propagation == DeleteOptions.Propagation.UNSAID) {
            return;
        }
        Set<String> finalizers = new LinkedHashSet<>();
        Json.items(object, "metadata", "finalizers").forEach(value -> finalizers.add(value.asText()));
        finalizers.remove(ORPHAN);
        finalizers.remove(FOREGROUND);
        switch (propagation) {
            case ORPHAN -> finalizers.add(ORPHAN);
            case FOREGROUND -> finalizers.add(FOREGROUND);
            case BACKGROUND, UNSAID -> {}
        }
        ObjectNode metadata = Json.ensureObject(object, "metadata");
        if (finalizers.isEmpty()) {
            metadata.remove("finalizers");
            return;
        }
        ArrayNode list = metadata.putArray("finalizers");
        finalizers.forEach(list::add);
    }
}
