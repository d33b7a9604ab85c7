package io.quarterdeck.store.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.contract.Drafts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventRingTest {

    private static final int EVENTS = 64;
    private static final long BYTES = 1 << 20;

    @Test
    void holdsNoMoreEventsThanItMayAndSaysFromWhere() throws Exception {
        EventRing ring = new EventRing(1, EVENTS, BYTES);
        for (long revision = 2; revision < 200; revision++) {
            ring.append(event(revision));
        }
        assertThat(ring.compacted()).isEqualTo(199 - EVENTS);
        assertThatThrownBy(() -> ring.firstAfter(199 - EVENTS - 1))
                .isInstanceOf(StoreException.Compacted.class)
                .hasMessageContaining("oldest held is " + (199 - EVENTS));
        for (long revision = 199 - EVENTS; revision < 199; revision++) {
            long at = ring.firstAfter(revision);
            assertThat(ring.read(at, at + 1)).extracting(Event::revision).containsExactly(revision + 1);
        }
        assertThat(ring.firstAfter(199)).isEqualTo(ring.head());
    }

    @Test
    void holdsNoMoreBytesThanItMayButAlwaysTheNewest() throws Exception {
        EventRing ring = new EventRing(1, EVENTS, 10);
        ring.append(event(2));
        ring.append(event(3));
        assertThat(ring.compacted()).isEqualTo(2);
        assertThat(ring.read(ring.firstAfter(2), ring.head()))
                .extracting(Event::revision)
                .containsExactly(3L);
    }

    @Test
    void findsPlacesBetweenRevisions() throws Exception {
        EventRing ring = new EventRing(5, EVENTS, BYTES);
        for (long revision : List.of(10L, 20L, 30L)) {
            ring.append(event(revision));
        }
        assertThat(ring.firstAfter(5)).isZero();
        assertThat(ring.firstAfter(10)).isEqualTo(1);
        assertThat(ring.firstAfter(25)).isEqualTo(2);
        assertThat(ring.firstAfter(31)).isEqualTo(3);
    }

    @Test
    void skipsWhatAWatchFromTheFutureDidNotAskFor() throws Exception {
        EventRing ring = new EventRing(5, EVENTS, BYTES);
        AtomicLong delivered = new AtomicLong(5);
        LiveCursor cursor = new LiveCursor(ring, delivered::get, 8, () -> {});
        for (long revision = 6; revision <= 10; revision++) {
            ring.append(event(revision));
            delivered.set(revision);
        }
        assertThat(cursor.poll(2)).extracting(Event::revision).containsExactly(9L, 10L);
        assertThat(cursor.revision()).isEqualTo(10);
    }

    @Test
    void neverTellsAReaderAnythingWrongHoweverFarItLags() throws Exception {
        EventRing ring = new EventRing(1, EVENTS, BYTES);
        AtomicLong delivered = new AtomicLong(1);
        long last = 200_000;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                int most = i * 8;
                readers.add(executor.submit(() -> readTo(ring, delivered, last, most)));
            }
            for (long revision = 2; revision <= last; revision++) {
                ring.append(event(revision));
                delivered.set(revision);
            }
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isEqualTo(last);
            }
        }
    }

    /** Reads every event in turn, starting anew where it fell off, as a client would. */
    private static long readTo(EventRing ring, AtomicLong delivered, long last, int most) throws Exception {
        LiveCursor cursor = cursor(ring, delivered);
        long next = cursor.revision() + 1;
        while (next <= last) {
            try {
                for (Event event : cursor.poll(most)) {
                    assertThat(event.revision()).isEqualTo(next);
                    next++;
                }
                assertThat(cursor.revision()).isEqualTo(next - 1);
            } catch (StoreException.Compacted e) {
                assertThat(e.oldest()).isGreaterThanOrEqualTo(next);
                cursor = cursor(ring, delivered);
                next = cursor.revision() + 1;
            }
            Thread.onSpinWait();
        }
        return next - 1;
    }

    private static LiveCursor cursor(EventRing ring, AtomicLong delivered) {
        while (true) {
            try {
                return new LiveCursor(ring, delivered::get, delivered.get(), () -> {});
            } catch (StoreException.Compacted e) {
                assertThat(e.oldest()).isPositive();
            }
        }
    }

    private static final KubeObject OBJECT = Drafts.object("default", "one", 2);

    private static Event event(long revision) {
        return new Event(Event.Type.MODIFIED, OBJECT.at(revision), null);
    }
}
