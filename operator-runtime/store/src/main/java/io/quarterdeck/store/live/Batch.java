package io.quarterdeck.store.live;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes that nobody sees until {@link #publish}; each sees those before it. A batch that could not be made durable is
 * dropped, and leaves no trace.
 */
public final class Batch {

    private final LiveSet set;
    private final LiveState before;
    private final List<Change> changes = new ArrayList<>();
    private ObjectTree[] trees;
    private boolean owned;
    private long revision;

    Batch(LiveSet set, LiveState before) {
        this.set = set;
        this.before = before;
        this.trees = before.trees();
        this.revision = before.revision();
    }

    /** One change, to be made durable and then shown. */
    public static final class Change {
        private final LiveResource resource;
        private final Event event;

        Change(LiveResource resource, Event event) {
            this.resource = resource;
            this.event = event;
        }

        public String resourceName() {
            return resource.name();
        }

        public Event event() {
            return event;
        }

        LiveResource resource() {
            return resource;
        }
    }

    /** The revision of the last change; of the set, if there is none. */
    public long revision() {
        return revision;
    }

    public List<Change> changes() {
        return changes;
    }

    /**
     * Decides a write, and makes it at the next revision.
     *
     * @return the object as it will stand; for a deletion its last state, at the revision of the deletion
     * @throws StoreException.Conflict if the object is not what the write expects
     */
    public KubeObject apply(Write write) throws StoreException.Conflict {
        LiveResource resource = set.resource(write.resource());
        KubeObject current = tree(resource).get(write.key());
        boolean expected = switch (write) {
            case Write.Create create -> current == null;
            case Write.Replace replace -> isAt(current, replace.expectedRevision());
            case Write.Delete delete -> isAt(current, delete.expectedRevision());
        };
        if (!expected) {
            throw new StoreException.Conflict(write.key(), current);
        }
        long next = revision + 1;
        return switch (write) {
            case Write.Create create -> put(resource, KubeObject.commit(create.header(), create.draft(), next));
            case Write.Replace replace -> put(resource, KubeObject.commit(replace.header(), replace.draft(), next));
            case Write.Delete delete -> remove(resource, delete.key(), next);
        };
    }

    private static boolean isAt(@Nullable KubeObject object, long revision) {
        return object != null && object.revision() == revision;
    }

    /** What stands at a key, the changes of this batch included. */
    public @Nullable KubeObject current(String resource, ObjectKey key) {
        return tree(set.resource(resource)).get(key);
    }

    /** Takes over an object as another process wrote it, at its own revision. */
    public void put(String resource, KubeObject object) {
        put(set.resource(resource), object);
    }

    /** Takes over a deletion that another process made. The object must stand. */
    public void remove(String resource, ObjectKey key, long atRevision) {
        remove(set.resource(resource), key, atRevision);
    }

    /** Takes note that nothing else has happened up to a revision. */
    public void advance(long toRevision) {
        revision = Math.max(revision, toRevision);
    }

    private KubeObject put(LiveResource resource, KubeObject object) {
        ObjectTree tree = tree(resource);
        KubeObject previous = tree.get(object.key());
        replace(resource, tree.put(object));
        Event.Type type = previous == null ? Event.Type.ADDED : Event.Type.MODIFIED;
        add(resource, new Event(type, object, previous));
        return object;
    }

    private KubeObject remove(LiveResource resource, ObjectKey key, long atRevision) {
        ObjectTree tree = tree(resource);
        KubeObject previous = tree.get(key);
        if (previous == null) {
            throw new IllegalStateException("a deleted object does not stand");
        }
        KubeObject last = previous.at(atRevision);
        replace(resource, tree.remove(key));
        add(resource, new Event(Event.Type.DELETED, last, previous));
        return last;
    }

    private void add(LiveResource resource, Event event) {
        if (event.revision() < revision) {
            throw new IllegalStateException("a revision went backwards");
        }
        changes.add(new Change(resource, event));
        revision = event.revision();
    }

    private ObjectTree tree(LiveResource resource) {
        return resource.index() < trees.length ? trees[resource.index()] : ObjectTree.EMPTY;
    }

    private void replace(LiveResource resource, ObjectTree tree) {
        int length = Math.max(trees.length, resource.index() + 1);
        if (!owned || length > trees.length) {
            int known = trees.length;
            trees = Arrays.copyOf(trees, length);
            Arrays.fill(trees, known, length, ObjectTree.EMPTY);
            owned = true;
        }
        trees[resource.index()] = tree;
    }

    /** Shows all changes at once to every reader, and then tells the watches. */
    public void publish() {
        set.publish(before, new LiveState(revision, trees), changes);
    }
}
