package io.quarterdeck.store;

import java.util.List;

/** A reader's place in the events of one resource. For one thread at a time; any thread may close it. */
public interface EventCursor extends AutoCloseable {

    /**
     * The next events, oldest first, at most {@code max}; empty if there are none yet (the signal will be called).
     *
     * @throws StoreException.Compacted if the reader was so slow that its place is no longer held
     */
    List<Event> poll(int max) throws StoreException.Compacted;

    /** Every event of the resource up to this revision has been returned by {@link #poll}: what a bookmark may say. */
    long revision();

    @Override
    void close();
}
