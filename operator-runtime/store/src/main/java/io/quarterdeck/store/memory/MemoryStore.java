package io.quarterdeck.store.memory;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.Write;
import io.quarterdeck.store.live.Batch;
import io.quarterdeck.store.live.LiveSet;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps everything for as long as the process lives, and nothing longer. */
public final class MemoryStore implements Store {

    private final LiveSet live;
    private final Lock writing = new ReentrantLock();
    private boolean closed;

    public MemoryStore() {
        this.live = new LiveSet(LiveSet.REVISION_FIRST);
    }

    /** A store that signals cursors on this executor; with {@code Runnable::run}, before a commit returns. */
    public MemoryStore(Executor signals) {
        this.live = new LiveSet(LiveSet.REVISION_FIRST, signals);
    }

    @Override
    public long revision() {
        return live.revision();
    }

    @Override
    public Snapshot snapshot(String resource) {
        return live.snapshot(resource);
    }

    @Override
    public KubeObject commit(Write write) throws StoreException {
        writing.lock();
        try {
            if (closed) {
                throw new StoreException.Unavailable("the store is closed", null);
            }
            Batch batch = live.begin();
            KubeObject object = batch.apply(write);
            batch.publish();
            return object;
        } finally {
            writing.unlock();
        }
    }

    @Override
    public EventCursor watch(String resource, long afterRevision, Runnable signal) throws StoreException.Compacted {
        return live.watch(resource, afterRevision, signal);
    }

    @Override
    public void close() {
        writing.lock();
        try {
            closed = true;
        } finally {
            writing.unlock();
        }
        live.close();
    }
}
