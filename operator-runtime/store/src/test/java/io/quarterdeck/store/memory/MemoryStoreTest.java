package io.quarterdeck.store.memory;

import static io.quarterdeck.store.contract.Drafts.CONFIG_MAPS;
import static io.quarterdeck.store.contract.Drafts.creation;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.contract.StoreConcurrencyContract;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MemoryStoreTest extends StoreConcurrencyContract {

    @Override
    protected Store open() {
        return new MemoryStore();
    }

    @Test
    void signalsOnTheCallersThreadWhereASimulationWantsIt() throws Exception {
        AtomicInteger signals = new AtomicInteger();
        try (MemoryStore store = new MemoryStore(Runnable::run);
                EventCursor cursor = store.watch(CONFIG_MAPS, store.revision(), signals::incrementAndGet)) {
            assertThat(cursor.poll(1)).isEmpty();
            store.commit(creation(CONFIG_MAPS, "default", "one", ""));
            assertThat(signals).hasValue(1);
        }
    }

    @Test
    @Timeout(30)
    void letsManyReadersPollInTheirSignals() throws Exception {
        int watches = 200;
        Semaphore read = new Semaphore(0);
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < watches; i++) {
            Reader reader = new Reader(store(), read);
            reader.poll();
            readers.add(reader);
        }
        for (int commit = 0; commit < 50; commit++) {
            store().commit(creation(CONFIG_MAPS, "default", "n" + commit, ""));
            read.acquire(watches);
        }
        assertThat(readers).extracting(reader -> reader.cursor.revision()).containsOnly(store().revision());
    }

    private static final class Reader {
        private final EventCursor cursor;
        private final Semaphore read;

        Reader(Store store, Semaphore read) throws StoreException {
            this.read = read;
            this.cursor = store.watch(CONFIG_MAPS, store.revision(), this::poll);
        }

        void poll() {
            try {
                read.release(cursor.poll(16).size());
            } catch (StoreException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void keepsAnIdleWatchUnderAKilobyte() throws Exception {
        int watches = 1_000;
        List<EventCursor> cursors = new ArrayList<>(watches);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        store().watch(CONFIG_MAPS, store().revision(), () -> {}).poll(1);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < watches; i++) {
            EventCursor cursor = store().watch(CONFIG_MAPS, store().revision(), () -> {});
            cursor.poll(1);
            cursors.add(cursor);
        }
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / watches;
        assertThat(cursors).hasSize(watches);
        assertThat(each).isLessThan(1_024);
    }
}
