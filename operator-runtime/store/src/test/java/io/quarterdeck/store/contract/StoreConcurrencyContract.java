package io.quarterdeck.store.contract;

import static io.quarterdeck.store.contract.Drafts.CONFIG_MAPS;
import static io.quarterdeck.store.contract.Drafts.creation;
import static io.quarterdeck.store.contract.Drafts.deletion;
import static io.quarterdeck.store.contract.Drafts.key;
import static io.quarterdeck.store.contract.Drafts.replacement;
import static io.quarterdeck.store.contract.Drafts.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds while many write: no update is lost, and a reader with a snapshot and a cursor sees exactly what happened. */
@Timeout(120)
public abstract class StoreConcurrencyContract extends StoreContractTest {

    private static final int WRITERS = 8;
    private static final int WRITES = 250;
    private static final int KEYS = 12;
    private static final long WAIT_SECONDS = 30;

    @Test
    void losesNoUpdateOfOneObject() throws Exception {
        store().commit(creation(CONFIG_MAPS, "default", "counter", "0"));
        int each = 25;
        inParallel(WRITERS, writer -> {
            for (int done = 0; done < each; ) {
                KubeObject now = counter();
                try {
                    store().commit(replacement(CONFIG_MAPS, now, "" + (Integer.parseInt(value(now)) + 1)));
                    done++;
                } catch (StoreException.Conflict e) {
                    assertThat(counter().revision())
                            .isGreaterThanOrEqualTo(
                                    Objects.requireNonNull(e.actual()).revision());
                }
            }
            return Optional.empty();
        });
        assertThat(value(counter())).isEqualTo("" + WRITERS * each);
    }

    private KubeObject counter() {
        return store().snapshot(CONFIG_MAPS).get(key("default", "counter")).orElseThrow();
    }

    @Test
    void rebuildsTheObjectsFromASnapshotAndItsCursorUnderWriters() throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Map<ObjectKey, KubeObject>>> views = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                views.add(readers.submit(() -> follow(store(), writing)));
            }
            List<Long> revisions = writeAtRandom();
            writing.set(false);
            // The last word, after which every reader that still waits is signalled.
            store().commit(creation(CONFIG_MAPS, "end", "end", ""));

            assertThat(revisions).doesNotHaveDuplicates();
            Map<ObjectKey, String> expected = new HashMap<>();
            store().snapshot(CONFIG_MAPS).all().forEachRemaining(o -> expected.put(o.key(), text(o)));
            for (Future<Map<ObjectKey, KubeObject>> view : views) {
                Map<ObjectKey, String> actual = new HashMap<>();
                view.get(WAIT_SECONDS, TimeUnit.SECONDS).forEach((key, object) -> actual.put(key, text(object)));
                assertThat(actual).isEqualTo(expected);
            }
        }
    }

    private List<Long> writeAtRandom() throws Exception {
        List<Long> revisions = new ArrayList<>();
        for (Optional<List<Long>> written : inParallel(WRITERS, writer -> Optional.of(writeAtRandom(writer)))) {
            revisions.addAll(written.orElseThrow());
        }
        return revisions;
    }

    private List<Long> writeAtRandom(int seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        List<Long> revisions = new ArrayList<>();
        while (revisions.size() < WRITES) {
            ObjectKey key = key("default", "n" + random.nextInt(KEYS));
            Optional<KubeObject> now = store().snapshot(CONFIG_MAPS).get(key);
            long before = store().revision();
            try {
                KubeObject written = now.isEmpty()
                        ? store().commit(creation(CONFIG_MAPS, "default", key.name(), "new"))
                        : random.nextInt(4) == 0
                                ? store().commit(deletion(CONFIG_MAPS, now.get()))
                                : store().commit(replacement(CONFIG_MAPS, now.get(), "" + random.nextInt()));
                revisions.add(written.revision());
                assertThat(written.revision()).isGreaterThan(before);
                assertThat(store().snapshot(CONFIG_MAPS).revision()).isGreaterThanOrEqualTo(written.revision());
            } catch (StoreException.Conflict e) {
                assertThat(e.actual()).isNotEqualTo(now.orElse(null));
            }
        }
        return revisions;
    }

    /** A reader as an informer is one: a snapshot, then every event applied, each of which must fit on the one before. */
    private static Map<ObjectKey, KubeObject> follow(Store store, AtomicBoolean writing) throws Exception {
        Semaphore signals = new Semaphore(0);
        Snapshot snapshot = store.snapshot(CONFIG_MAPS);
        Map<ObjectKey, KubeObject> view = new HashMap<>();
        snapshot.all().forEachRemaining(object -> view.put(object.key(), object));
        long last = snapshot.revision();
        try (EventCursor cursor = store.watch(CONFIG_MAPS, snapshot.revision(), signals::release)) {
            while (writing.get() || !view.containsKey(key("end", "end"))) {
                List<Event> events = cursor.poll(16);
                if (events.isEmpty()) {
                    assertThat(signals.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS))
                            .isTrue();
                }
                for (Event event : events) {
                    assertThat(event.revision()).isGreaterThan(last);
                    last = event.revision();
                    apply(view, event);
                }
                assertThat(cursor.revision()).isGreaterThanOrEqualTo(last);
            }
        }
        return view;
    }

    private static void apply(Map<ObjectKey, KubeObject> view, Event event) {
        KubeObject known = event.type() == Event.Type.DELETED
                ? view.remove(event.object().key())
                : view.put(event.object().key(), event.object());
        KubeObject previous = event.previous();
        assertThat(known == null).isEqualTo(previous == null).isEqualTo(event.type() == Event.Type.ADDED);
        if (known != null && previous != null) {
            assertThat(previous.revision()).isEqualTo(known.revision());
        }
    }

    private static String text(KubeObject object) {
        return object.revision() + " " + value(object);
    }

    private interface Work<T> {
        T run(int writer) throws Exception;
    }

    private static <T> List<T> inParallel(int threads, Work<T> work) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int writer = i;
                tasks.add(() -> work.run(writer));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : executor.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
