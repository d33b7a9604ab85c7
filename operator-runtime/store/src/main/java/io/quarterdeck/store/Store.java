package io.quarterdeck.store;

import io.quarterdeck.model.KubeObject;

/**
 * Objects at revisions. Safe for any number of threads. A resource ({@code pods}, {@code deployments.apps}) that was
 * never written reads as empty.
 */
public interface Store extends AutoCloseable {

    /** The newest committed revision; every read that follows sees at least this. */
    long revision();

    /** The live objects of one resource at {@link #revision()}. O(1). */
    Snapshot snapshot(String resource);

    /**
     * Writes one object and returns when the write is durable and visible to every snapshot taken afterwards.
     *
     * @return the object as it now stands; for a deletion its last state, at the revision of the deletion
     * @throws StoreException.Conflict if the object is not what the write expects
     * @throws StoreException.Unavailable if the write could not be made durable; it may or may not have happened
     */
    KubeObject commit(Write write) throws StoreException, InterruptedException;

    /**
     * Reads the events of one resource after a revision, in order.
     *
     * @param signal called, on a thread of the store's and without blocking it, when events have arrived since the cursor
     *     was last found empty
     * @throws StoreException.Compacted if events after that revision are no longer held
     */
    EventCursor watch(String resource, long afterRevision, Runnable signal) throws StoreException.Compacted;

    /** Releases files, threads and connections. Cursors read as ended afterwards. */
    @Override
    void close();
}
