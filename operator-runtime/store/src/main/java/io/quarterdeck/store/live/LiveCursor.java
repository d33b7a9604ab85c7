package io.quarterdeck.store.live;

import io.quarterdeck.store.Event;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** A place in a ring, and nothing else: a thousand idle ones are a thousand small objects. */
final class LiveCursor implements EventCursor {

    private static final System.Logger LOGGER = System.getLogger(LiveCursor.class.getName());

    private final EventRing ring;
    private final LongSupplier delivered;
    private final Runnable signal;
    private final long start;
    private long position;
    private long revision;
    private volatile boolean closed;

    /** @param delivered the revision up to which every event is in its ring */
    LiveCursor(EventRing ring, LongSupplier delivered, long start, Runnable signal) throws StoreException.Compacted {
        this.ring = ring;
        this.delivered = delivered;
        this.signal = signal;
        this.start = start;
        this.revision = start;
        this.position = ring.firstAfter(start);
    }

    @Override
    public List<Event> poll(int max) throws StoreException.Compacted {
        List<Event> events = take(max);
        if (events.size() == max || closed) {
            return events;
        }
        // Armed first and looked again after: an event that comes in between is either seen or signalled.
        ring.arm(this);
        List<Event> more = take(max - events.size());
        if (closed) {
            ring.disarm(this);
        }
        return joined(events, more);
    }

    private static List<Event> joined(List<Event> events, List<Event> more) {
        if (more.isEmpty()) {
            return events;
        }
        List<Event> both = new ArrayList<>(events);
        both.addAll(more);
        return both;
    }

    private List<Event> take(int max) throws StoreException.Compacted {
        if (closed) {
            return List.of();
        }
        // Read before the ring is: what was delivered by then is in the ring by then.
        long known = delivered.getAsLong();
        long head = ring.head();
        if (ring.isPast(position)) {
            throw fallen();
        }
        long to = Math.min(head, position + max);
        List<Event> events = to <= position ? List.of() : ring.read(position, to);
        if (events == null) {
            throw fallen();
        }
        position = Math.max(position, to);
        if (!events.isEmpty()) {
            revision = Math.max(revision, events.getLast().revision());
        }
        if (position >= head) {
            revision = Math.max(revision, known);
        }
        return events.isEmpty() || events.getFirst().revision() > start ? events : afterStart(events, max);
    }

    /** A watch may start at a revision that this process has yet to hear of: what comes up to it is not for the reader. */
    private List<Event> afterStart(List<Event> events, int max) throws StoreException.Compacted {
        List<Event> later =
                events.stream().filter(event -> event.revision() > start).toList();
        return later.isEmpty() ? take(max) : later;
    }

    private StoreException.Compacted fallen() {
        return new StoreException.Compacted(revision, ring.compacted());
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public void close() {
        closed = true;
        ring.disarm(this);
    }

    void signal() {
        try {
            signal.run();
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.ERROR, "The signal of a watch failed; the watch may hang.", e);
        }
    }
}
