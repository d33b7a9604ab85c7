package io.quarterdeck.standalone;

import io.quarterdeck.control.Watch;
import io.quarterdeck.control.WatchListener;
import io.quarterdeck.control.WatchListener.Change;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.StoreException;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Reads a store's events on a thread of its own and tells them as the API's watch would. */
final class LocalWatch implements Watch, Runnable {

    /** Enough to keep a busy watch from one wake-up an event, few enough to stay in the processor's cache. */
    private static final int BATCH_MAX = 256;

    private final EventCursor cursor;
    private final Semaphore signal;
    private final Selection selection;
    private final WatchListener listener;
    private volatile boolean closed;

    LocalWatch(EventCursor cursor, Semaphore signal, Selection selection, WatchListener listener) {
        this.cursor = cursor;
        this.signal = signal;
        this.selection = selection;
        this.listener = listener;
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                List<Event> events = cursor.poll(BATCH_MAX);
                if (events.isEmpty()) {
                    listener.bookmark(cursor.revision());
                    signal.acquire();
                    signal.drainPermits();
                }
                events.forEach(this::tell);
            }
            listener.ended(null);
        } catch (StoreException.Compacted e) {
            listener.ended(Status.gone("the watch was too slow for its events to be kept"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            listener.ended(null);
        } finally {
            cursor.close();
        }
    }

    /** An object that begins to match is new to this watcher, and one that ceases to match is gone. */
    private void tell(Event event) {
        KubeObject previous = event.previous();
        boolean before = previous != null && selection.matches(previous);
        boolean after = event.type() != Event.Type.DELETED && selection.matches(event.object());
        if (after) {
            listener.changed(before ? Change.MODIFIED : Change.ADDED, event.object());
        } else if (before) {
            listener.changed(Change.DELETED, event.object());
        }
    }

    @Override
    public void close() {
        closed = true;
        signal.release();
    }
}
