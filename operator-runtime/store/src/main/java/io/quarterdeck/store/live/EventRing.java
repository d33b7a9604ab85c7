package io.quarterdeck.store.live;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last events of one resource, shared by all of its cursors. One thread appends; any number read without a lock.
 *
 * <p>Hot path, see {@code WatchBenchmark}. An event has a sequence number; {@code [tail, head)} are held. The writer moves
 * {@code tail} before it clears a slot and {@code head} after it filled one. So a reader that copies slots and then still
 * finds its place at or behind {@code tail} has read what was there, and one that does not has fallen off.
 */
final class EventRing {

    /**
     * Events held of one resource. At a steady 1,000 changes a second a watcher may stall, or a client may be away, for 16
     * seconds before it must list anew.
     */
    static final int EVENTS_MAX = 16_384;

    /** Bytes of JSON that the events of one resource may keep from being collected: big objects leave sooner. */
    static final long BYTES_MAX = 16L << 20;

    /** What an event weighs beside its JSON: the event, its slot, header and wrapper of the object it keeps. */
    private static final long EVENT_OVERHEAD = 256;

    /** Most resources of a cluster hardly ever change; a ring grows by doubling when it must. */
    private static final int SLOTS_FIRST = 16;

    private final int eventsMax;
    private final long bytesMax;
    private final Set<LiveCursor> armed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean waking = new AtomicBoolean();

    private volatile AtomicReferenceArray<@Nullable Event> slots = new AtomicReferenceArray<>(SLOTS_FIRST);
    private volatile long head;
    private volatile long tail;
    private volatile long compacted;
    private long bytes;

    /** @param start events up to this revision are not held */
    EventRing(long start) {
        this(start, EVENTS_MAX, BYTES_MAX);
    }

    EventRing(long start, int eventsMax, long bytesMax) {
        this.compacted = start;
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
    }

    /** Adds the newest event and lets go of as many old ones as the bounds ask for. Only for the writer. */
    void append(Event event) {
        long cost = cost(event);
        while (head > tail && (head - tail >= eventsMax || bytes + cost > bytesMax)) {
            evict();
        }
        AtomicReferenceArray<@Nullable Event> array = slots;
        if (head - tail == array.length()) {
            array = grown(array);
            slots = array;
        }
        array.set(index(array, head), event);
        bytes += cost;
        long next = head + 1;
        head = next;
    }

    private void evict() {
        long oldest = tail;
        AtomicReferenceArray<@Nullable Event> array = slots;
        Event event = held(array, oldest);
        compacted = event.revision();
        tail = oldest + 1;
        array.set(index(array, oldest), null);
        bytes -= cost(event);
    }

    private AtomicReferenceArray<@Nullable Event> grown(AtomicReferenceArray<@Nullable Event> array) {
        AtomicReferenceArray<@Nullable Event> wider = new AtomicReferenceArray<>(array.length() * 2);
        for (long i = tail; i < head; i++) {
            wider.set(index(wider, i), array.get(index(array, i)));
        }
        return wider;
    }

    private static Event held(AtomicReferenceArray<@Nullable Event> array, long sequence) {
        Event event = array.get(index(array, sequence));
        if (event == null) {
            throw new IllegalStateException("a ring has lost an event that it holds");
        }
        return event;
    }

    private static int index(AtomicReferenceArray<@Nullable Event> array, long sequence) {
        return (int) (sequence & (array.length() - 1));
    }

    private static long cost(Event event) {
        KubeObject previous = event.previous();
        return EVENT_OVERHEAD + event.object().json().length + (previous == null ? 0 : previous.json().length);
    }

    /** Lets every cursor of this ring fall off, for good. Only for the writer. */
    void drop(long revision) {
        compacted = revision;
        tail = Long.MAX_VALUE;
    }

    /** The sequence number that the next event will have. */
    long head() {
        return head;
    }

    /**
     * The sequence number of the first event after a revision; {@link #head} if it is still to come.
     *
     * @throws StoreException.Compacted if an event after that revision was let go
     */
    long firstAfter(long revision) throws StoreException.Compacted {
        while (true) {
            long low = tail;
            long high = Math.max(low, head);
            AtomicReferenceArray<@Nullable Event> array = slots;
            while (low < high) {
                long middle = (low + high) >>> 1;
                Event event = array.get(index(array, middle));
                if (event != null && event.revision() <= revision) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            if (revision < compacted) {
                throw new StoreException.Compacted(revision, compacted);
            }
            // A slot that was cleared or filled anew meanwhile can only have led to a place before the tail.
            if (low >= tail) {
                return low;
            }
        }
    }

    /** Whether the event with this sequence number, or one before it, is no longer held. */
    boolean isPast(long sequence) {
        return sequence < tail;
    }

    long compacted() {
        return compacted;
    }

    /** The events {@code [from, to)}; null if some of them were let go before they could be read. */
    @Nullable
    List<Event> read(long from, long to) {
        AtomicReferenceArray<@Nullable Event> array = slots;
        List<Event> events = new ArrayList<>((int) (to - from));
        for (long i = from; i < to; i++) {
            Event event = array.get(index(array, i));
            if (event == null) {
                return null;
            }
            events.add(event);
        }
        return isPast(from) ? null : events;
    }

    /** Has a cursor signalled once after the next event. */
    void arm(LiveCursor cursor) {
        armed.add(cursor);
    }

    void disarm(LiveCursor cursor) {
        armed.remove(cursor);
    }

    /** Has the armed cursors signalled, on the executor. */
    void wake(Executor executor) {
        if (!armed.isEmpty() && waking.compareAndSet(false, true)) {
            executor.execute(this::wakeNow);
        }
    }

    /** Signals the armed cursors on this thread. */
    void wakeNow() {
        waking.set(false);
        // Of those armed now: a reader that polls in its signal is armed again at once, and would be met without end.
        for (LiveCursor cursor : armed.toArray(LiveCursor[]::new)) {
            if (armed.remove(cursor)) {
                cursor.signal();
            }
        }
    }
}
