package io.quarterdeck.machinery.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.admission.Admission;
import io.quarterdeck.machinery.admission.Attempt;
import io.quarterdeck.machinery.admission.Operation;
import io.quarterdeck.machinery.apply.ManagedFields;
import io.quarterdeck.machinery.cel.Rules;
import io.quarterdeck.machinery.kinds.Defaults;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.SchemaValidator;
import io.quarterdeck.machinery.strategy.Strategy;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.wire.ReadOptions;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.machinery.wire.WriteOptions;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/** Changes one object that is there: the common end of PUT, PATCH and what subresources do. */
final class Change {

    /** Each attempt loses only to a write that has won, so a client that always loses here meets a very busy object. */
    private static final int ATTEMPTS = 16;

    private static final String MODIFIED =
            "the object has been modified; please apply your changes to the latest version and try again";

    private final Commits commits;
    private final Admission admission;

    Change(Commits commits, Admission admission) {
        this.commits = commits;
        this.admission = admission;
    }

    /** Which part of an object a change may touch; the rest stays as it is. */
    enum Part {
        /** All but the status, where the kind has one. */
        OBJECT,
        /** The status, of which the kind's subresources each write their own part. */
        STATUS,
        /** {@code spec.finalizers} of a namespace. */
        FINALIZERS,
        /** All, and nothing is held against what may not change: the server's own hand. */
        INTERNAL
    }

    /**
     * Makes what the object shall be of what it is. The argument is not to be changed; the tree of the result belongs to whoever
     * gets it, and a revision in it is a condition.
     */
    @FunctionalInterface
    interface Edit {
        Proposal propose(ObjectNode current, List<String> warnings);
    }

    /**
     * What an object shall be.
     *
     * @param ownership who owns what then
     */
    record Proposal(ObjectNode tree, OwnershipRule ownership) {}

    /** An object as it was and as it shall be, without their managed fields, and who owned what. */
    record Step(Kind kind, ObjectNode before, ObjectNode after, ManagedFields fields) {}

    /** Says who owns what after a change; asked when the defaults are set, and before the kind's strategy adds its own. */
    @FunctionalInterface
    interface OwnershipRule {

        /** For the server's own hand, which takes nothing from anybody. */
        OwnershipRule UNCHANGED = Step::fields;

        ManagedFields after(Step step);
    }

    Written change(Target target, Strategy strategy, Part part, Edit edit, WriteOptions options) {
        for (int attempt = 1; ; attempt++) {
            KubeObject before = commits.current(target);
            List<String> warnings = new ArrayList<>();
            ObjectNode current = at(target.kind(), before.tree());
            Proposal proposal = edit.propose(current, warnings);
            ObjectNode proposed = proposal.tree();
            requireConditions(target, strategy, before, proposed);
            JsonNode stored = Metadata.managedFields(current);
            ManagedFields held = ManagedFields.stored(stored);
            ManagedFields wanted = wanted(target, part, Metadata.managedFields(proposed), stored, held);
            Json.ensureObject(current, "metadata").remove("managedFields");
            ObjectNode merged = merge(target.kind(), part, current, proposed);
            ObjectNode next = part == Part.OBJECT ? strategy.confine(merged, current) : merged;
            try {
                fill(target.kind(), part, next, current);
                if (part == Part.OBJECT) {
                    strategy.settleForm(next);
                }
                // What admission and the strategy change below is nobody's.
                ManagedFields fields = proposal.ownership().after(new Step(target.kind(), current, next, wanted));
                Attempt write = new Attempt(
                        Operation.UPDATE, target, options.user(), next, current, options.dryRun(), warnings);
                Admission asked = part == Part.INTERNAL ? Admission.NONE : admission;
                if (asked.mutate(write)) {
                    Decoder.conform(target.kind(), next, List.of(), WriteOptions.Unknown.IGNORE, warnings);
                    fill(target.kind(), part, next, current);
                }
                complete(target, strategy, part, next, current);
                asked.validate(write);
                boolean changed = !fields.sameOwnership(held) || !Trees.same(next, current);
                Metadata.setManagedFields(next, changed ? fields : held);
                try {
                    return new Written(200, commit(target, strategy, before, next, changed, options), warnings);
                } catch (StoreException.Conflict e) {
                    asked.undo(write);
                    throw e;
                }
            } catch (StoreException.Conflict e) {
                // A revision that the client named does not match at the next attempt, which answers 409 then.
                if (attempt == ATTEMPTS) {
                    throw new ApiException(Status.conflict(target.type(), target.name(), MODIFIED), e);
                }
            } finally {
                strategy.settle(next);
            }
        }
    }

    /** Clients may rewrite who owns what; most only send back what they have read. */
    private static ManagedFields wanted(
            Target target, Part part, JsonNode proposed, JsonNode stored, ManagedFields held) {
        if (part == Part.INTERNAL || !target.subresource().isEmpty() || proposed.equals(stored)) {
            return held;
        }
        return ManagedFields.read(proposed).orElse(held);
    }

    /** An object of a user's kind may be stored at another version than it is asked for at. */
    private static ObjectNode at(Kind kind, ObjectNode tree) {
        return tree.put("apiVersion", kind.type().apiVersion());
    }

    private static void requireConditions(Target target, Strategy strategy, KubeObject before, ObjectNode proposed) {
        Metadata.requireAddress(target, proposed);
        String name = target.name();
        String uid = Json.text(proposed, "metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(before.header().uid())) {
            throw new ApiException(Status.conflict(
                    target.type(),
                    name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                            + before.header().uid()));
        }
        String revision = Json.text(proposed, "metadata", "resourceVersion");
        if (revision.isEmpty() || revision.equals("0")) {
            if (strategy.traits().requiresRevision()) {
                Faults faults = new Faults();
                faults.invalid("metadata.resourceVersion", 0, "must be specified for an update");
                faults.refuse(target.type(), name);
            }
            return;
        }
        if (ReadOptions.revision(revision).orElse(0) != before.revision()) {
            throw new ApiException(Status.conflict(target.type(), name, MODIFIED));
        }
    }

    private static ObjectNode merge(Kind kind, Part part, ObjectNode current, ObjectNode proposed) {
        return switch (part) {
            case OBJECT -> {
                if (kind.hasStatus()) {
                    Trees.copyField(current, proposed, "status");
                }
                yield proposed;
            }
            case STATUS -> {
                ObjectNode next = current.deepCopy();
                Trees.copyField(proposed, next, "status");
                if (kind.builtIn()) {
                    ObjectNode metadata = Json.ensureObject(next, "metadata");
                    ObjectNode wanted = Json.ensureObject(proposed, "metadata");
                    List.of("labels", "annotations", "finalizers")
                            .forEach(field -> Trees.copyField(wanted, metadata, field));
                }
                yield next;
            }
            case FINALIZERS -> {
                ObjectNode next = current.deepCopy();
                ObjectNode spec = Json.ensureObject(next, "spec");
                Trees.copyField(Json.ensureObject(proposed, "spec"), spec, "finalizers");
                yield next;
            }
            case INTERNAL -> proposed;
        };
    }

    /** What a client cannot change, and what it left out. */
    private static void fill(Kind kind, Part part, ObjectNode next, ObjectNode current) {
        Metadata.keep(next, current);
        if (isChecked(kind, part)) {
            Defaults.apply(kind.schema(), next);
        }
    }

    /** What components write into a status or bind, many times a second, is theirs to get right. */
    private static boolean isChecked(Kind kind, Part part) {
        return part == Part.OBJECT || !kind.builtIn();
    }

    private static void complete(Target target, Strategy strategy, Part part, ObjectNode next, ObjectNode current) {
        Kind kind = target.kind();
        Faults faults = new Faults();
        Metadata.validate(next, "", faults);
        Metadata.validateChange(next, current, faults);
        if (isChecked(kind, part)) {
            SchemaValidator.validate(kind.schema(), next, current).forEach(faults::add);
            if (faults.isEmpty()) {
                Rules.check(kind.schema(), next, current).forEach(faults::add);
            }
        }
        if (part == Part.OBJECT) {
            if (faults.isEmpty()) {
                strategy.prepareUpdate(next, current);
            }
            strategy.validate(next, faults);
            immutable(kind, next, current, faults);
            strategy.validateUpdate(next, current, faults);
        } else if (part == Part.STATUS) {
            strategy.prepareStatus(target.subresource(), next, current);
            strategy.validateStatus(target.subresource(), next, current, faults);
        }
        if (part == Part.STATUS) {
            strategy.validateStatus(next, faults);
        }
        faults.refuse(kind.type(), target.name());
        boolean counted = part == Part.OBJECT
                && strategy.traits().tracksGeneration()
                && Trees.differOutside(next, current, List.of("apiVersion", "kind", "metadata", "status"));
        if (counted) {
            long generation = Json.at(current, "metadata", "generation").asLong(0);
            Json.ensureObject(next, "metadata").put("generation", generation + 1);
        }
        if (part == Part.OBJECT) {
            strategy.reportOn(next);
        }
    }

    private static void immutable(Kind kind, ObjectNode next, ObjectNode current, Faults faults) {
        for (Kind.Immutable field : kind.immutable()) {
            String[] path = field.path().toArray(String[]::new);
            JsonNode value = Json.at(next, path);
            if (Trees.same(value, Json.at(current, path))) {
                continue;
            }
            String name = String.join(".", path);
            if (field.because().equals(Faults.IMMUTABLE)) {
                faults.invalid(name, value, Faults.IMMUTABLE);
            } else {
                faults.forbidden(name, field.because());
            }
        }
    }

    private KubeObject commit(
            Target target, Strategy strategy, KubeObject before, ObjectNode next, boolean changed, WriteOptions options)
            throws StoreException.Conflict {
        Kind kind = target.kind();
        boolean ends = isEnding(next) && isReleased(strategy, next);
        if (options.dryRun()) {
            return Commits.imagine(kind, next, before.revision());
        }
        if (ends) {
            return remove(kind, before, next);
        }
        // To write an object as it is brings it to the version that is stored now.
        return changed || commits.isOutdated(target) ? commits.replace(kind, next, before.revision()) : before;
    }

    /** The last thing that held a deleted object has let go: it stands once more, for the watchers, and is gone. */
    private KubeObject remove(Kind kind, KubeObject before, ObjectNode next) throws StoreException.Conflict {
        commits.delete(kind, before);
        return Commits.imagine(kind, next, before.revision());
    }

    static boolean isEnding(ObjectNode object) {
        return !Json.text(object, "metadata", "deletionTimestamp").isEmpty();
    }

    /** Whether nothing holds a deleted object any more. */
    static boolean isReleased(Strategy strategy, ObjectNode object) {
        return Json.items(object, "metadata", "finalizers").isEmpty()
                && Json.at(object, "metadata", "deletionGracePeriodSeconds").asLong(0) == 0
                && !strategy.isHeld(object);
    }
}
