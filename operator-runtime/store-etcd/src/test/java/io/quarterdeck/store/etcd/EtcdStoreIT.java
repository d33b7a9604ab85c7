package io.quarterdeck.store.etcd;

import static io.quarterdeck.store.contract.Drafts.CONFIG_MAPS;
import static io.quarterdeck.store.contract.Drafts.creation;
import static io.quarterdeck.store.contract.Drafts.deletion;
import static io.quarterdeck.store.contract.Drafts.key;
import static io.quarterdeck.store.contract.Drafts.replacement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.Client;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.contract.Drafts;
import io.quarterdeck.store.contract.StoreConcurrencyContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdStoreIT extends StoreConcurrencyContract {

    private static final long BACK_SECONDS = 30;

    @TempDir
    static Path directory;

    private static EtcdProcess etcd;

    @BeforeAll
    static void startEtcd() throws Exception {
        etcd = EtcdProcess.start(directory);
    }

    @AfterAll
    static void stopEtcd() throws Exception {
        etcd.close();
    }

    @Override
    protected Store open() throws Exception {
        etcd.clear();
        return connect();
    }

    private static Store connect() throws Exception {
        return EtcdStore.connect(List.of(etcd.uri()));
    }

    @Test
    void hasEverythingAsItWasInAnotherProcess() throws Exception {
        List<KubeObject> written = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            written.add(store().commit(creation(CONFIG_MAPS, "ns" + i % 3, "n" + i, "v" + i)));
        }
        written.add(store().commit(replacement(CONFIG_MAPS, written.removeFirst(), "changed")));
        store().commit(creation("nodes", "", "one", ""));
        try (Store other = connect()) {
            assertThat(other.snapshot("nodes").get(key("", "one"))).isPresent();
            assertThat(other.snapshot(CONFIG_MAPS).size()).isEqualTo(written.size());
            for (KubeObject object : written) {
                KubeObject read = other.snapshot(CONFIG_MAPS).get(object.key()).orElseThrow();
                assertThat(read.json()).isEqualTo(object.json());
                assertThat(read.header()).isEqualTo(object.header());
            }
        }
    }

    @Test
    void readsMoreThanOneAnswerOfEtcdHolds() throws Exception {
        for (int i = 0; i < 60; i++) {
            store().commit(creation(CONFIG_MAPS, "large", "n" + i, "x".repeat(400_000)));
        }
        for (int i = 0; i < 600; i++) {
            store().commit(creation(CONFIG_MAPS, "small", "n" + i, ""));
        }
        try (Store other = connect()) {
            assertThat(other.snapshot(CONFIG_MAPS).size()).isEqualTo(660);
        }
    }

    @Test
    void tellsWhatAnotherProcessWrites() throws Exception {
        Semaphore signals = new Semaphore(0);
        try (Store other = connect();
                EventCursor cursor = store().watch(CONFIG_MAPS, store().revision(), signals::release)) {
            KubeObject first = other.commit(creation(CONFIG_MAPS, "default", "one", "first"));
            KubeObject second = other.commit(replacement(CONFIG_MAPS, first, "second"));
            KubeObject deleted = other.commit(deletion(CONFIG_MAPS, second));
            assertThat(take(cursor, signals, 3))
                    .extracting(Event::revision)
                    .containsExactly(first.revision(), second.revision(), deleted.revision());
        }
    }

    @Test
    void losesNoEventWhenEtcdIsKilledUnderItsWatch() throws Exception {
        Semaphore signals = new Semaphore(0);
        List<KubeObject> written = new ArrayList<>();
        try (EventCursor cursor = store().watch(CONFIG_MAPS, store().revision(), signals::release)) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 20; i++) {
                    written.add(store().commit(creation(CONFIG_MAPS, "default", "r" + round + "-" + i, "")));
                }
                etcd.kill();
                int name = round;
                assertThatThrownBy(() -> store().commit(creation(CONFIG_MAPS, "default", "down" + name, "")))
                        .isInstanceOf(StoreException.Unavailable.class);
                assertThat(store().snapshot(CONFIG_MAPS).size()).isEqualTo(written.size());
                etcd.startAgain();
                written.add(commitOnceBack("back" + round));
            }
            List<Event> events = take(cursor, signals, written.size());
            assertThat(events)
                    .extracting(Event::revision)
                    .containsExactlyElementsOf(
                            written.stream().map(KubeObject::revision).toList());
        }
    }

    @Test
    void readsEverythingAnewWhereEtcdHasCompactedWhatItMissed() throws Exception {
        try (Cable cable = new Cable(etcd.port());
                Store cableStore = EtcdStore.connect(List.of(cable.uri()))) {
            KubeObject gone = store().commit(creation(CONFIG_MAPS, "default", "gone", ""));
            KubeObject changed = store().commit(creation(CONFIG_MAPS, "default", "changed", "first"));
            Semaphore signals = new Semaphore(0);
            EventCursor cursor = cableStore.watch(CONFIG_MAPS, gone.revision() - 1, signals::release);
            take(cursor, signals, 2);
            assertThat(cursor.poll(1)).isEmpty();

            cable.cut();
            store().commit(deletion(CONFIG_MAPS, gone));
            KubeObject second = store().commit(replacement(CONFIG_MAPS, changed, "second"));
            KubeObject added = store().commit(creation(CONFIG_MAPS, "default", "added", ""));
            try (Client client = etcd.client()) {
                client.getKVClient().compact(added.revision()).get(BACK_SECONDS, TimeUnit.SECONDS);
            }
            cable.mend();

            assertThat(signals.tryAcquire(BACK_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> cursor.poll(1)).isInstanceOf(StoreException.Compacted.class);
            Snapshot snapshot = cableStore.snapshot(CONFIG_MAPS);
            assertThat(snapshot.revision()).isEqualTo(added.revision());
            assertThat(snapshot.all()).toIterable().hasSize(2);
            assertThat(snapshot.get(second.key()).map(Drafts::value)).contains("second");
        }
    }

    @Test
    void catchesUpWithWhatHappenedWhileItWasCutOff() throws Exception {
        try (Cable cable = new Cable(etcd.port());
                Store cableStore = EtcdStore.connect(List.of(cable.uri()))) {
            Semaphore signals = new Semaphore(0);
            EventCursor cursor = cableStore.watch(CONFIG_MAPS, cableStore.revision(), signals::release);
            List<Long> revisions = new ArrayList<>();
            for (int round = 0; round < 4; round++) {
                cable.cut();
                for (int i = 0; i < 300; i++) {
                    revisions.add(store().commit(creation(CONFIG_MAPS, "default", "r" + round + "-" + i, ""))
                            .revision());
                }
                cable.mend();
            }
            assertThat(take(cursor, signals, revisions.size()))
                    .extracting(Event::revision)
                    .containsExactlyElementsOf(revisions);
        }
    }

    @Test
    void livesWithOtherPeoplesKeysAndWithRubbish() throws Exception {
        Semaphore signals = new Semaphore(0);
        try (Client client = etcd.client();
                EventCursor cursor = store().watch(CONFIG_MAPS, store().revision(), signals::release)) {
            for (int i = 0; i < 5; i++) {
                String rubbish = "/registry/configmaps/default/rubbish" + i;
                client.getKVClient()
                        .put(EtcdProcess.bytes("/elsewhere"), EtcdProcess.bytes("" + i))
                        .get();
                client.getKVClient()
                        .put(EtcdProcess.bytes(rubbish), EtcdProcess.bytes("rubbish"))
                        .get();
                store().commit(creation(CONFIG_MAPS, "default", "n" + i, ""));
            }
            assertThat(take(cursor, signals, 5)).extracting(Event::type).containsOnly(Event.Type.ADDED);
        }
        try (Store other = connect()) {
            assertThat(other.snapshot(CONFIG_MAPS).size()).isEqualTo(5);
        }
    }

    @Test
    void leavesItsObjectsReadableByEtcdctl() throws Exception {
        store().commit(creation(CONFIG_MAPS, "default", "one", "first"));
        assertThat(etcd.etcdctl("get", "--prefix", "/registry/"))
                .contains("/registry/configmaps/default/one")
                .contains("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{")
                .contains("\"data\":{\"value\":\"first\"}");
    }

    @Test
    void saysWhyItCannotConnect() throws Exception {
        var nowhere = java.net.URI.create("http://127.0.0.1:" + EtcdProcess.freePort());
        assertThatThrownBy(() -> EtcdStore.connect(List.of(nowhere)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(nowhere.toString());
    }

    private KubeObject commitOnceBack(String name) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BACK_SECONDS);
        while (true) {
            try {
                return store().commit(creation(CONFIG_MAPS, "default", name, ""));
            } catch (StoreException.Unavailable e) {
                assertThat(System.nanoTime()).as(e.getMessage()).isLessThan(deadline);
            }
        }
    }
}
