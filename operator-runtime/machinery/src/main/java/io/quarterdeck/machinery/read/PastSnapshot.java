package io.quarterdeck.machinery.read;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A resource as it was at an earlier revision: the newest snapshot with every event since then undone. Costs as much as
 * there are such events, and the store holds a bounded number of them.
 */
final class PastSnapshot implements Snapshot {

    /** Events read at once; only how often the store is asked depends on it. */
    private static final int BATCH = 1000;

    private final Snapshot newest;
    private final long revision;
    private final Set<ObjectKey> touched;
    private final NavigableMap<ObjectKey, KubeObject> before;
    private final int size;

    private PastSnapshot(
            Snapshot newest, long revision, Set<ObjectKey> touched, NavigableMap<ObjectKey, KubeObject> before) {
        this.newest = newest;
        this.revision = revision;
        this.touched = touched;
        this.before = before;
        int stillThere = 0;
        for (ObjectKey key : touched) {
            stillThere += newest.get(key).isPresent() ? 1 : 0;
        }
        this.size = newest.size() - stillThere + before.size();
    }

    /** Goes back to a revision; empty if the events since then are no longer held. */
    static Optional<Snapshot> at(Store store, String resource, Snapshot newest, long revision) {
        Set<ObjectKey> touched = new HashSet<>();
        NavigableMap<ObjectKey, KubeObject> before = new TreeMap<>();
        try (EventCursor cursor = store.watch(resource, revision, () -> {})) {
            List<Event> events = cursor.poll(BATCH);
            while (!events.isEmpty()) {
                for (Event event : events) {
                    // What came after the snapshot is not in it.
                    if (event.revision() > newest.revision()) {
                        return Optional.of(new PastSnapshot(newest, revision, touched, before));
                    }
                    KubeObject previous = event.previous();
                    // The first event of a key replaced what stood there at the revision.
                    if (touched.add(event.object().key()) && previous != null) {
                        before.put(previous.key(), previous);
                    }
                }
                events = cursor.poll(BATCH);
            }
            return Optional.of(new PastSnapshot(newest, revision, touched, before));
        } catch (StoreException.Compacted e) {
            return Optional.empty();
        }
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public Optional<KubeObject> get(ObjectKey key) {
        return touched.contains(key) ? Optional.ofNullable(before.get(key)) : newest.get(key);
    }

    @Override
    public Iterator<KubeObject> all() {
        return new Merged(newest.all(), before.values().iterator());
    }

    @Override
    public Iterator<KubeObject> inNamespace(String namespace) {
        Iterator<KubeObject> changed = before.values().stream()
                .filter(object -> object.key().namespace().equals(namespace))
                .iterator();
        return new Merged(newest.inNamespace(namespace), changed);
    }

    @Override
    public Iterator<KubeObject> after(ObjectKey key) {
        return new Merged(newest.after(key), before.tailMap(key, false).values().iterator());
    }

    @Override
    public int size() {
        return size;
    }

    /** What is unchanged and what was changed, in order of their keys. */
    private final class Merged implements Iterator<KubeObject> {

        private final Iterator<KubeObject> unchanged;
        private final Iterator<KubeObject> changed;
        private @Nullable KubeObject left;
        private @Nullable KubeObject right;

        Merged(Iterator<KubeObject> unchanged, Iterator<KubeObject> changed) {
            this.unchanged = unchanged;
            this.changed = changed;
            this.left = nextUnchanged();
            this.right = nextChanged();
        }

        private @Nullable KubeObject nextUnchanged() {
            while (unchanged.hasNext()) {
                KubeObject object = unchanged.next();
                if (!touched.contains(object.key())) {
                    return object;
                }
            }
            return null;
        }

        private @Nullable KubeObject nextChanged() {
            return changed.hasNext() ? changed.next() : null;
        }

        @Override
        public boolean hasNext() {
            return left != null || right != null;
        }

        @Override
        public KubeObject next() {
            KubeObject one = left;
            KubeObject other = right;
            if (one != null && (other == null || one.key().compareTo(other.key()) < 0)) {
                left = nextUnchanged();
                return one;
            }
            if (other == null) {
                throw new NoSuchElementException();
            }
            right = nextChanged();
            return other;
        }
    }
}
