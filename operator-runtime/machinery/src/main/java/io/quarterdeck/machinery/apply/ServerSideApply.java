package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.apply.ManagedFields.Entry;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One apply: what a configuration makes of an object, and who owns what afterwards. Pure. */
public final class ServerSideApply {

    /** Who owns all that was there before ownership was tracked. */
    private static final String BEFORE = "before-first-apply";

    private final Kind kind;
    private final FieldOwner owner;
    private final boolean force;
    private final Instant now;

    /**
     * An apply to come.
     *
     * @param force whether what others own may be changed
     */
    public ServerSideApply(Kind kind, FieldOwner owner, boolean force, Instant now) {
        this.kind = kind;
        this.owner = owner;
        this.force = force;
        this.now = now;
    }

    /** What an apply came to. The tree shares nothing with what it was made of. */
    public record Applied(ObjectNode tree, ManagedFields fields) {}

    /** An object with a configuration merged into it, whoever owns what. */
    public static ObjectNode merged(Schema schema, ObjectNode live, ObjectNode config) {
        return Merging.merge(schema, live, config).deepCopy();
    }

    /**
     * Applies a configuration that {@link AppliedConfiguration} has let pass.
     *
     * @param live without its managed fields
     * @throws io.quarterdeck.model.ApiException 409 if others own what would change
     */
    public Applied apply(ObjectNode live, ManagedFields before, ObjectNode config) {
        ManagedFields managed = before.isEmpty() ? untracked(live) : before;
        FieldSet wanted = OwnedFields.applied(kind.schema(), config);
        FieldSet earlier = managed.of(owner);
        ObjectNode next = Merging.merge(kind.schema(), live, config);
        if (!earlier.isEmpty()) {
            next = Merging.prune(
                    kind.schema(), next, earlier, ownedByOthers(managed).union(wanted));
        }
        Comparison comparison = Comparison.of(kind.schema(), kind.builtIn(), live, next);
        FieldSet written = comparison.written();
        if (!force) {
            requireOwn(managed, live, written);
        }
        ObjectNode tree = next.deepCopy();
        if (owner.name().equals(LastApplied.KUBECTL) && owner.subresource().isEmpty()) {
            LastApplied.update(tree, config);
        }
        return new Applied(tree, owned(managed, wanted, written.union(comparison.removed())));
    }

    private ManagedFields untracked(ObjectNode live) {
        FieldSet all = Comparison.ofNew(kind.schema(), kind.builtIn(), live).added();
        return Ownership.created(all, FieldOwner.update(BEFORE, owner.apiVersion(), ""), now);
    }

    private FieldSet ownedByOthers(ManagedFields managed) {
        FieldSet all = FieldSet.EMPTY;
        for (Entry entry : managed.entries()) {
            all = entry.owner().is(owner) ? all : all.union(entry.fields());
        }
        return all;
    }

    private void requireOwn(ManagedFields managed, ObjectNode live, FieldSet written) {
        Conflicts conflicts = Conflicts.of(managed, owner, written);
        if (!conflicts.isEmpty() && owner.name().equals(LastApplied.KUBECTL)) {
            conflicts = conflicts.without(LastApplied.unchanged(kind, live));
        }
        if (!conflicts.isEmpty()) {
            throw conflicts.refusal();
        }
    }

    private ManagedFields owned(ManagedFields managed, FieldSet wanted, FieldSet touched) {
        List<Entry> entries = new ArrayList<>(managed.entries().size() + 1);
        for (Entry entry : managed.entries()) {
            FieldSet rest = entry.fields().minus(touched);
            if (!entry.owner().is(owner) && !rest.isEmpty()) {
                entries.add(rest == entry.fields() ? entry : new Entry(entry.owner(), entry.time(), rest));
            }
        }
        FieldSet own = OwnedFields.ownable(wanted);
        if (!own.isEmpty()) {
            entries.add(new Entry(owner, ManagedFields.time(now), own));
        }
        return new ManagedFields(entries);
    }
}
