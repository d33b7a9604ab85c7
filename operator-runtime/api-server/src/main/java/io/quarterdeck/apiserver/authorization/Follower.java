package io.quarterdeck.apiserver.authorization;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an index in step with one resource of the store, without a thread of its own: whoever is about to use the index
 * brings it up to date first, which costs one read of a flag when nothing has changed.
 */
final class Follower implements AutoCloseable {

    /** Enough to take a burst in one go, few enough to hold up whoever happens to take it for microseconds only. */
    private static final int BATCH_MAX = 256;

    private final Store store;
    private final String resource;
    private final Index index;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean stale = true;

    // Guarded by the lock.
    private @Nullable EventCursor cursor;
    private boolean closed;

    /** What is kept in step; called by one thread at a time. */
    interface Index {

        /** These are all objects; what is not among them is gone. */
        void reset(Iterator<KubeObject> objects);

        void put(KubeObject object);

        void remove(KubeObject object);
    }

    Follower(Store store, String resource, Index index) {
        this.store = store;
        this.resource = resource;
        this.index = index;
    }

    /** Takes in what has been signalled: a commit shows here a moment after it was made. */
    void refresh() {
        if (stale) {
            catchUp();
        }
    }

    /** Takes in every commit that has returned; waits if another thread is doing so. */
    void catchUp() {
        lock.lock();
        try {
            // Before reading: a signal that comes meanwhile must not be forgotten.
            stale = false;
            if (!closed) {
                read();
            }
        } finally {
            lock.unlock();
        }
    }

    private void read() {
        while (true) {
            try {
                EventCursor open = cursor;
                if (open == null) {
                    start();
                    return;
                }
                List<Event> events = open.poll(BATCH_MAX);
                events.forEach(this::take);
                if (events.size() < BATCH_MAX) {
                    return;
                }
            } catch (StoreException.Compacted e) {
                // So much has been written since that starting anew is the shorter way.
                drop();
            }
        }
    }

    private void start() throws StoreException.Compacted {
        Snapshot snapshot = store.snapshot(resource);
        cursor = store.watch(resource, snapshot.revision(), () -> stale = true);
        index.reset(snapshot.all());
        // The signal comes only after a poll that found too little.
        stale = true;
    }

    private void take(Event event) {
        if (event.type() == Event.Type.DELETED) {
            index.remove(event.object());
        } else {
            index.put(event.object());
        }
    }

    private void drop() {
        EventCursor open = cursor;
        cursor = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            drop();
        } finally {
            lock.unlock();
        }
    }
}
