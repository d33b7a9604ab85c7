package io.quarterdeck.machinery.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.admission.Admission;
import io.quarterdeck.machinery.apply.Comparison;
import io.quarterdeck.machinery.apply.FieldOwner;
import io.quarterdeck.machinery.apply.ManagedFields;
import io.quarterdeck.machinery.apply.OwnedFields;
import io.quarterdeck.machinery.apply.Ownership;
import io.quarterdeck.machinery.apply.ServerSideApply;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.patch.Patch;
import io.quarterdeck.machinery.strategy.Strategies;
import io.quarterdeck.machinery.strategy.Strategy;
import io.quarterdeck.machinery.wire.Body;
import io.quarterdeck.machinery.wire.DeleteOptions;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.machinery.wire.WriteOptions;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Status;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes objects. Blocks until a write is durable. Safe for any number of threads. */
public final class Writer {

    /** An object that comes and goes while it is applied must do so between two looks at it, again and again. */
    private static final int APPLY_ATTEMPTS = 8;

    private final Commits commits;
    private final Strategies strategies;
    private final Creation creation;
    private final Change change;
    private final Removal removal;
    private final Removal draining;
    private final InstantSource clock;

    public Writer(Commits commits, Strategies strategies, Identity identity, InstantSource clock, Admission admission) {
        this.commits = commits;
        this.strategies = strategies;
        this.creation = new Creation(commits, identity, clock, admission);
        this.change = new Change(commits, admission);
        this.removal = new Removal(commits, clock, admission);
        this.draining = new Removal(commits, clock, Admission.NONE);
        this.clock = clock;
    }

    /** POST to a collection. */
    public Written create(Target target, Body body, WriteOptions options) {
        return creation.create(target, strategy(target.kind()), body, options);
    }

    /** PUT of an object, or of the part of it that a subresource is. */
    public Written update(Target target, Body body, WriteOptions options) {
        Strategy strategy = strategies.of(target);
        List<String> warnings = new ArrayList<>();
        ObjectNode decoded = Decoder.decode(target.kind(), body, options.unknown(), warnings);
        Metadata.requireAddress(target, decoded);
        if (Json.text(decoded, "metadata", "name").isEmpty()) {
            throw new ApiException(Status.badRequest("name must be provided"));
        }
        boolean creates = target.subresource().isEmpty() && strategy.traits().createsOnUpdate();
        if (creates && !exists(target)) {
            Json.ensureObject(decoded, "metadata").remove("resourceVersion");
            return creation.create(target, strategy, decoded, options, warnings);
        }
        Change.Edit edit = (current, dropped) -> {
            dropped.addAll(warnings);
            return new Change.Proposal(decoded.deepCopy(), takenBy(target.subresource(), options));
        };
        return change.change(target, strategy, part(target), edit, options);
    }

    /** PATCH of an object, or of the part of it that a subresource is. */
    public Written patch(Target target, Patch patch, WriteOptions options) {
        Kind kind = target.kind();
        Change.Edit edit = (current, warnings) -> {
            ObjectNode patched = patch.apply(current.deepCopy());
            Decoder.conform(kind, patched, patch.duplicates(), options.unknown(), warnings);
            return new Change.Proposal(patched, takenBy(target.subresource(), options));
        };
        return change.change(target, strategies.of(target), part(target), edit, options);
    }

    /**
     * PATCH of an object or its status with a configuration: what there shall be of it, whether or not it is there yet.
     *
     * @param creating called before an object is made that was not there; may refuse
     */
    public Written apply(Target target, Body body, WriteOptions options, Runnable creating) {
        List<String> warnings = new ArrayList<>();
        ObjectNode config = Application.read(target, body, options.unknown(), warnings);
        return apply(target, config, target.subresource(), options, warnings, creating);
    }

    /** An apply by way of a subresource whose body is another kind, as a configuration of the object. */
    public Written applyThrough(String subresource, Target object, ObjectNode config, WriteOptions options) {
        if (!exists(object)) {
            throw new ApiException(Status.notFound(object.type(), object.name()));
        }
        return apply(object, config, subresource, options, List.of(), () -> {});
    }

    private Written apply(
            Target target,
            ObjectNode body,
            String subresource,
            WriteOptions options,
            List<String> warnings,
            Runnable creating) {
        Kind kind = target.kind();
        Change.Part part = part(target);
        ObjectNode config = Application.part(kind, part, body);
        FieldOwner owner = FieldOwner.apply(options.fieldManager(), kind.type().apiVersion(), subresource);
        Change.Edit edit = (current, given) -> {
            given.addAll(warnings);
            ManagedFields before = ManagedFields.stored(Metadata.managedFields(current));
            ServerSideApply.Applied applied = new ServerSideApply(kind, owner, options.force(), clock.instant())
                    .apply(OwnedFields.withoutManagedFields(current), before, config);
            return new Change.Proposal(applied.tree(), step -> applied.fields());
        };
        for (int attempt = 1; ; attempt++) {
            try {
                if (subresource.isEmpty() && !exists(target)) {
                    creating.run();
                    return creation.apply(target, strategy(kind), config, options, warnings);
                }
                return change.change(target, strategy(kind), part, edit, options);
            } catch (ApiException e) {
                boolean raced = subresource.isEmpty()
                        && (e.isNotFound() || e.status().reason().equals("AlreadyExists"))
                        && exists(target) == e.status().reason().equals("AlreadyExists");
                if (!raced || attempt == APPLY_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** All that a request changes becomes its owner's. */
    private Change.OwnershipRule takenBy(String subresource, WriteOptions options) {
        return step -> Ownership.updated(
                step.fields(),
                Comparison.of(step.kind().schema(), step.kind().builtIn(), step.before(), step.after()),
                FieldOwner.update(options.fieldManager(), step.kind().type().apiVersion(), subresource),
                clock.instant());
    }

    /** The server's own change, which may touch what a client may not. */
    public Written edit(Target target, Consumer<ObjectNode> edit, WriteOptions options) {
        Change.Edit changed = (current, warnings) -> {
            ObjectNode copy = current.deepCopy();
            edit.accept(copy);
            return new Change.Proposal(copy, Change.OwnershipRule.UNCHANGED);
        };
        return change.change(target, strategy(target.kind()), Change.Part.INTERNAL, changed, options);
    }

    /** A change of an object by one of its subresources, held against all that holds for a PUT. */
    public Written adjust(Target target, String subresource, Consumer<ObjectNode> edit, WriteOptions options) {
        Change.Edit changed = (current, warnings) -> {
            ObjectNode copy = current.deepCopy();
            edit.accept(copy);
            return new Change.Proposal(copy, takenBy(subresource, options));
        };
        return change.change(target, strategy(target.kind()), Change.Part.OBJECT, changed, options);
    }

    /** The end of a DELETE. {@code gone} is false if the object was only marked. */
    public record Deleted(KubeObject object, boolean gone, boolean returned) {}

    /** DELETE of one object. */
    public Deleted delete(Target target, DeleteOptions options) {
        Strategy strategy = strategy(target.kind());
        Removal.Removed removed = removal.delete(target, strategy, options);
        return new Deleted(
                removed.object(),
                removed.gone(),
                !removed.gone() || strategy.traits().returnsDeleted());
    }

    /** DELETE of objects that were listed before; those that have gone since are passed over. */
    public List<KubeObject> deleteAll(Target collection, List<KubeObject> objects, DeleteOptions options) {
        return deleteAll(removal, collection, objects, options);
    }

    /** The end of all objects of a definition that goes: nobody is asked, for nobody could keep them. */
    public void drain(Kind kind, List<KubeObject> objects, DeleteOptions options) {
        deleteAll(draining, new Target(kind.unconverted(), "", "", ""), objects, options);
    }

    private List<KubeObject> deleteAll(Removal by, Target collection, List<KubeObject> objects, DeleteOptions options) {
        List<KubeObject> deleted = new ArrayList<>(objects.size());
        Strategy strategy = strategy(collection.kind());
        for (KubeObject object : objects) {
            ObjectKey key = object.key();
            Target target = new Target(collection.kind(), key.namespace(), key.name(), "");
            try {
                deleted.add(by.delete(target, strategy, options).object());
            } catch (ApiException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
        return deleted;
    }

    private boolean exists(Target target) {
        return commits.store()
                .snapshot(target.kind().storeName())
                .get(target.key())
                .isPresent();
    }

    private Strategy strategy(Kind kind) {
        return strategies.of(kind);
    }

    private static Change.Part part(Target target) {
        return switch (target.subresource()) {
            case "status", "approval" -> Change.Part.STATUS;
            case "finalize" -> Change.Part.FINALIZERS;
            default -> Change.Part.OBJECT;
        };
    }
}
