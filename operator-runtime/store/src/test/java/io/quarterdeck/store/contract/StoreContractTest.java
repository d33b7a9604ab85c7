package io.quarterdeck.store.contract;

import static io.quarterdeck.store.contract.Drafts.CONFIG_MAPS;
import static io.quarterdeck.store.contract.Drafts.creation;
import static io.quarterdeck.store.contract.Drafts.deletion;
import static io.quarterdeck.store.contract.Drafts.key;
import static io.quarterdeck.store.contract.Drafts.object;
import static io.quarterdeck.store.contract.Drafts.replacement;
import static io.quarterdeck.store.contract.Drafts.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one client of a store may rely on. What holds when many write at once is in {@link StoreConcurrencyContract}. */
@Timeout(60)
public abstract class StoreContractTest {

    /** More than any event waits to be told, on a machine that does other things too. */
    private static final long SIGNAL_SECONDS = 10;

    private Store store;

    /** An empty store. */
    protected abstract Store open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    protected Store store() {
        return store;
    }

    @Test
    void startsEmptyAtARevisionThatIsNotZero() {
        assertThat(store.revision()).isPositive();
        assertThat(store.snapshot(CONFIG_MAPS).size()).isZero();
        assertThat(store.snapshot(CONFIG_MAPS).all().hasNext()).isFalse();
        assertThat(store.snapshot(CONFIG_MAPS).get(key("a", "b"))).isEmpty();
    }

    @Test
    void answersACommitWithTheObjectAtItsRevision() throws Exception {
        KubeObject created = store.commit(creation(CONFIG_MAPS, "default", "one", "first"));

        assertThat(created.revision()).isEqualTo(store.revision());
        assertThat(created.tree().at("/metadata/resourceVersion").asText()).isEqualTo("" + created.revision());
        assertThat(value(created)).isEqualTo("first");
        KubeObject read = store.snapshot(CONFIG_MAPS).get(key("default", "one")).orElseThrow();
        assertThat(read.json()).isEqualTo(created.json());
        assertThat(read.header()).isEqualTo(Drafts.header(created.tree()));
    }

    @Test
    void refusesToCreateWhatStands() throws Exception {
        KubeObject first = store.commit(creation(CONFIG_MAPS, "default", "one", "first"));

        StoreException.Conflict conflict = catchThrowableOfType(
                StoreException.Conflict.class, () -> store.commit(creation(CONFIG_MAPS, "default", "one", "second")));

        assertThat(Objects.requireNonNull(conflict.actual()).json()).isEqualTo(first.json());
        assertThat(store.revision()).isEqualTo(first.revision());
    }

    @Test
    void replacesOnlyAtTheRevisionThatTheWriterSaw() throws Exception {
        KubeObject first = store.commit(creation(CONFIG_MAPS, "default", "one", "first"));
        KubeObject second = store.commit(replacement(CONFIG_MAPS, first, "second"));

        StoreException.Conflict conflict = catchThrowableOfType(
                StoreException.Conflict.class, () -> store.commit(replacement(CONFIG_MAPS, first, "third")));

        assertThat(second.revision()).isGreaterThan(first.revision());
        assertThat(Objects.requireNonNull(conflict.actual()).revision()).isEqualTo(second.revision());
        assertThat(store.snapshot(CONFIG_MAPS).get(first.key()).map(Drafts::value))
                .contains("second");
    }

    @Test
    void refusesToReplaceOrDeleteWhatIsGone() throws Exception {
        KubeObject first = store.commit(creation(CONFIG_MAPS, "default", "one", "first"));
        store.commit(deletion(CONFIG_MAPS, first));

        StoreException.Conflict replacing = catchThrowableOfType(
                StoreException.Conflict.class, () -> store.commit(replacement(CONFIG_MAPS, first, "second")));
        StoreException.Conflict deleting =
                catchThrowableOfType(StoreException.Conflict.class, () -> store.commit(deletion(CONFIG_MAPS, first)));

        assertThat(replacing.actual()).isNull();
        assertThat(deleting.actual()).isNull();
    }

    @Test
    void answersADeletionWithTheLastStateAtTheDeletionsRevision() throws Exception {
        KubeObject first = store.commit(creation(CONFIG_MAPS, "default", "one", "first"));
        KubeObject second = store.commit(replacement(CONFIG_MAPS, first, "second"));
        assertThatThrownBy(() -> store.commit(deletion(CONFIG_MAPS, first)))
                .isInstanceOf(StoreException.Conflict.class);

        KubeObject deleted = store.commit(deletion(CONFIG_MAPS, second));

        assertThat(deleted.revision()).isGreaterThan(second.revision()).isEqualTo(store.revision());
        assertThat(value(deleted)).isEqualTo("second");
        assertThat(deleted.tree().at("/metadata/resourceVersion").asLong()).isEqualTo(deleted.revision());
        assertThat(store.snapshot(CONFIG_MAPS).get(first.key())).isEmpty();
        KubeObject again = store.commit(creation(CONFIG_MAPS, "default", "one", "third"));
        assertThat(again.revision()).isGreaterThan(deleted.revision());
    }

    @Test
    void numbersTheChangesOfAllResourcesInOneStream() throws Exception {
        List<Long> revisions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String resource = i % 2 == 0 ? CONFIG_MAPS : "deployments.apps";
            revisions.add(
                    store.commit(creation(resource, "default", "n" + i, "")).revision());
        }
        assertThat(revisions).doesNotHaveDuplicates().isSorted();
        assertThat(store.snapshot("deployments.apps").revision()).isEqualTo(store.revision());
        assertThat(store.snapshot(CONFIG_MAPS).size()).isEqualTo(5);
    }

    @Test
    void showsNothingLaterInASnapshot() throws Exception {
        KubeObject first = store.commit(creation(CONFIG_MAPS, "default", "one", "first"));
        KubeObject other = store.commit(creation(CONFIG_MAPS, "default", "two", "first"));
        Snapshot before = store.snapshot(CONFIG_MAPS);
        Iterator<KubeObject> under = before.all();

        store.commit(replacement(CONFIG_MAPS, first, "second"));
        store.commit(deletion(CONFIG_MAPS, other));
        store.commit(creation(CONFIG_MAPS, "default", "three", "first"));

        assertThat(before.revision()).isEqualTo(other.revision());
        assertThat(under)
                .toIterable()
                .extracting(KubeObject::revision)
                .containsExactly(first.revision(), other.revision());
        assertThat(before.all()).toIterable().allMatch(object -> value(object).equals("first"));
        assertThat(before.size()).isEqualTo(2);
        assertThat(names(store.snapshot(CONFIG_MAPS).all())).containsExactly("default/one", "default/three");
    }

    @Test
    void ordersByNamespaceAndName() throws Exception {
        for (String name : List.of("b/y", "a-b/x", "a/z", "b/a", "a/y", "c/x", "/cluster")) {
            String[] parts = name.split("/", -1);
            store.commit(creation(CONFIG_MAPS, parts[0], parts[1], ""));
        }
        Snapshot snapshot = store.snapshot(CONFIG_MAPS);

        assertThat(names(snapshot.all())).containsExactly("cluster", "a/y", "a/z", "a-b/x", "b/a", "b/y", "c/x");
        assertThat(names(snapshot.inNamespace("b"))).containsExactly("b/a", "b/y");
        assertThat(names(snapshot.inNamespace("a"))).containsExactly("a/y", "a/z");
        assertThat(names(snapshot.inNamespace("aa"))).isEmpty();
        assertThat(names(snapshot.after(key("a", "z")))).containsExactly("a-b/x", "b/a", "b/y", "c/x");
        assertThat(names(snapshot.after(key("a", "zz")))).containsExactly("a-b/x", "b/a", "b/y", "c/x");
        assertThat(names(snapshot.after(key("c", "x")))).isEmpty();
    }

    @Test
    void tellsEveryChangeOfOneResourceInOrder() throws Exception {
        Semaphore signals = new Semaphore(0);
        try (EventCursor cursor = store.watch(CONFIG_MAPS, store.revision(), signals::release)) {
            assertThat(cursor.poll(10)).isEmpty();
            KubeObject first = store.commit(creation(CONFIG_MAPS, "default", "one", "first"));
            store.commit(creation("secrets", "default", "one", ""));
            KubeObject second = store.commit(replacement(CONFIG_MAPS, first, "second"));
            KubeObject deleted = store.commit(deletion(CONFIG_MAPS, second));

            List<Event> events = take(cursor, signals, 3);

            assertThat(events)
                    .extracting(Event::type)
                    .containsExactly(Event.Type.ADDED, Event.Type.MODIFIED, Event.Type.DELETED);
            assertThat(events)
                    .extracting(Event::revision)
                    .containsExactly(first.revision(), second.revision(), deleted.revision());
            assertThat(events.get(0).previous()).isNull();
            assertThat(Objects.requireNonNull(events.get(1).previous()).json()).isEqualTo(first.json());
            assertThat(events.get(2).object().json()).isEqualTo(deleted.json());
            assertThat(Objects.requireNonNull(events.get(2).previous()).revision())
                    .isEqualTo(second.revision());
        }
    }

    @Test
    void startsAWatchAtAnyRevisionStillHeld() throws Exception {
        List<KubeObject> objects = new ArrayList<>();
        long before = store.revision();
        for (int i = 0; i < 20; i++) {
            objects.add(store.commit(creation(CONFIG_MAPS, "default", "n" + i, "")));
        }
        for (int i = 0; i < 20; i++) {
            try (EventCursor cursor = store.watch(CONFIG_MAPS, objects.get(i).revision(), () -> {})) {
                assertThat(cursor.poll(100))
                        .extracting(Event::revision)
                        .containsExactlyElementsOf(objects.subList(i + 1, 20).stream()
                                .map(KubeObject::revision)
                                .toList());
                assertThat(cursor.revision()).isEqualTo(store.revision());
            }
        }
        try (EventCursor cursor = store.watch(CONFIG_MAPS, before, () -> {})) {
            assertThat(cursor.poll(7)).hasSize(7);
            assertThat(cursor.revision()).isEqualTo(objects.get(6).revision());
            assertThat(cursor.poll(100)).hasSize(13);
            assertThat(cursor.poll(100)).isEmpty();
        }
    }

    @Test
    void advancesACursorOverTheChangesOfOtherResources() throws Exception {
        try (EventCursor cursor = store.watch(CONFIG_MAPS, store.revision(), () -> {})) {
            KubeObject other = store.commit(creation("secrets", "default", "one", ""));
            assertThat(cursor.poll(1)).isEmpty();
            assertThat(cursor.revision()).isEqualTo(other.revision());
        }
    }

    @Test
    void signalsOncePerEmptyPollAndNotWhenClosed() throws Exception {
        Semaphore signals = new Semaphore(0);
        Semaphore closedSignals = new Semaphore(0);
        EventCursor closed = store.watch(CONFIG_MAPS, store.revision(), closedSignals::release);
        assertThat(closed.poll(1)).isEmpty();
        closed.close();
        try (EventCursor cursor = store.watch(CONFIG_MAPS, store.revision(), signals::release)) {
            assertThat(cursor.poll(1)).isEmpty();
            store.commit(creation(CONFIG_MAPS, "default", "one", ""));
            assertThat(signals.tryAcquire(SIGNAL_SECONDS, TimeUnit.SECONDS)).isTrue();
            store.commit(creation(CONFIG_MAPS, "default", "two", ""));
            assertThat(cursor.poll(10)).hasSize(2);
            assertThat(cursor.poll(10)).isEmpty();
            store.commit(creation(CONFIG_MAPS, "default", "three", ""));
            assertThat(signals.tryAcquire(SIGNAL_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(signals.availablePermits()).isZero();
        }
        assertThat(closedSignals.availablePermits()).isZero();
        assertThat(closed.poll(10)).isEmpty();
    }

    @Test
    void saysCompactedToAWatchOfARevisionBeforeItsTime() {
        long before = store.revision() - 1;
        StoreException.Compacted compacted =
                catchThrowableOfType(StoreException.Compacted.class, () -> store.watch(CONFIG_MAPS, before, () -> {}));
        assertThat(compacted.oldest()).isGreaterThan(before).isLessThanOrEqualTo(store.revision());
    }

    @Test
    void dropsACursorThatLagsBehindTheRingAndNoOther() throws Exception {
        long start = store.revision();
        String large = "x".repeat(500_000);
        try (EventCursor slow = store.watch(CONFIG_MAPS, start, () -> {});
                EventCursor fast = store.watch(CONFIG_MAPS, start, () -> {});
                EventCursor elsewhere = store.watch("secrets", start, () -> {})) {
            KubeObject object = store.commit(creation(CONFIG_MAPS, "default", "one", large));
            int seen = fast.poll(10).size();
            for (int i = 0; i < 40; i++) {
                object = store.commit(replacement(CONFIG_MAPS, object, large));
                seen += fast.poll(10).size();
            }
            assertThat(seen).isEqualTo(41);
            assertThatThrownBy(() -> slow.poll(1)).isInstanceOf(StoreException.Compacted.class);
            assertThat(elsewhere.poll(1)).isEmpty();
            StoreException.Compacted compacted = catchThrowableOfType(
                    StoreException.Compacted.class, () -> store.watch(CONFIG_MAPS, start, () -> {}));
            try (EventCursor oldest = store.watch(CONFIG_MAPS, compacted.oldest(), () -> {})) {
                assertThat(oldest.poll(1)).hasSize(1);
            }
        }
    }

    @Test
    void refusesWritesOnceClosedAndWakesItsWatches() throws Exception {
        Semaphore signals = new Semaphore(0);
        EventCursor cursor = store.watch(CONFIG_MAPS, store.revision(), signals::release);
        assertThat(cursor.poll(1)).isEmpty();

        store.close();

        assertThat(signals.tryAcquire(SIGNAL_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(cursor.poll(1)).isEmpty();
        assertThatThrownBy(() -> store.commit(creation(CONFIG_MAPS, "default", "one", "")))
                .isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void keepsTheBytesThatItWasGiven() throws Exception {
        KubeObject created =
                store.commit(creation(CONFIG_MAPS, "default", "odd", "tab\t quote\" line\n \u00fc \ud83d\ude00"));
        assertThat(value(created)).isEqualTo("tab\t quote\" line\n \u00fc \ud83d\ude00");
        assertThat(created.header().labels().keySet()).containsExactly("zone", "app");
        assertThat(object("default", "odd", 7).revision()).isEqualTo(7);
    }

    /** Polls until this many events have come, waiting for the signal whenever there is none. */
    protected static List<Event> take(EventCursor cursor, Semaphore signals, int count) throws Exception {
        List<Event> events = new ArrayList<>(cursor.poll(count));
        while (events.size() < count) {
            assertThat(signals.tryAcquire(SIGNAL_SECONDS, TimeUnit.SECONDS)).isTrue();
            events.addAll(cursor.poll(count - events.size()));
        }
        return events;
    }

    private static List<String> names(Iterator<KubeObject> objects) {
        List<String> names = new ArrayList<>();
        objects.forEachRemaining(object -> names.add(object.key().toString()));
        return names;
    }
}
