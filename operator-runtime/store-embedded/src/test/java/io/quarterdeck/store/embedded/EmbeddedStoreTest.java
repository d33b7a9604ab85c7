package io.quarterdeck.store.embedded;

import static io.quarterdeck.store.contract.Drafts.CONFIG_MAPS;
import static io.quarterdeck.store.contract.Drafts.creation;
import static io.quarterdeck.store.contract.Drafts.deletion;
import static io.quarterdeck.store.contract.Drafts.key;
import static io.quarterdeck.store.contract.Drafts.replacement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.contract.Drafts;
import io.quarterdeck.store.contract.StoreConcurrencyContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest extends StoreConcurrencyContract {

    @TempDir
    Path directory;

    @Override
    protected Store open() throws Exception {
        return EmbeddedStore.open(directory.resolve("store"));
    }

    @Test
    void hasEverythingAsItWasAfterARestart() throws Exception {
        List<KubeObject> written = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            written.add(store().commit(creation(CONFIG_MAPS, "ns" + i % 3, "n" + i, "v" + i)));
        }
        for (int i = 0; i < 200; i += 2) {
            written.set(i, store().commit(replacement(CONFIG_MAPS, written.get(i), "changed")));
        }
        store().commit(creation("nodes", "", "one", ""));
        long revision = store().revision();
        store().close();

        try (Store again = open()) {
            assertThat(again.revision()).isEqualTo(revision);
            assertThat(again.snapshot(CONFIG_MAPS).size()).isEqualTo(200);
            assertThat(again.snapshot("nodes").get(key("", "one"))).isPresent();
            for (KubeObject object : written) {
                KubeObject read = again.snapshot(CONFIG_MAPS).get(object.key()).orElseThrow();
                assertThat(read.json()).isEqualTo(object.json());
                assertThat(read.header()).isEqualTo(object.header());
                assertThat(read.revision()).isEqualTo(object.revision());
            }
        }
    }

    @Test
    void givesNoRevisionTwiceEvenIfItsObjectIsGone() throws Exception {
        KubeObject created = store().commit(creation(CONFIG_MAPS, "default", "one", ""));
        KubeObject deleted = store().commit(deletion(CONFIG_MAPS, created));
        store().close();

        try (Store again = open()) {
            assertThat(again.revision()).isEqualTo(deleted.revision());
            assertThat(again.commit(creation(CONFIG_MAPS, "default", "one", "")).revision())
                    .isGreaterThan(deleted.revision());
        }
    }

    @Test
    void saysCompactedToWhoeverWatchedBeforeTheRestart() throws Exception {
        long before =
                store().commit(creation(CONFIG_MAPS, "default", "one", "")).revision();
        store().commit(creation(CONFIG_MAPS, "default", "two", ""));
        store().close();

        try (Store again = open()) {
            assertThatThrownBy(() -> again.watch(CONFIG_MAPS, before, () -> {}))
                    .isInstanceOf(StoreException.Compacted.class);
            assertThat(again.watch(CONFIG_MAPS, again.revision(), () -> {}).poll(1))
                    .isEmpty();
        }
    }

    @Test
    void refusesASecondStoreOnItsDirectory() {
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("in use by another store");
    }

    @Test
    void refusesAStoreOfANewerVersionAndLeavesItAlone() throws Exception {
        KubeObject written = store().commit(creation(CONFIG_MAPS, "default", "one", ""));
        store().close();
        execute("pragma user_version = 2");

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("a newer version of Quarterdeck wrote it");

        execute("pragma user_version = 1");
        try (Store again = open()) {
            assertThat(again.snapshot(CONFIG_MAPS).get(written.key())).isPresent();
        }
    }

    @Test
    void refusesAnotherProgramsDatabaseAndRubbish() throws Exception {
        Path foreign = Files.createDirectories(directory.resolve("foreign"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + foreign.resolve("store.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("create table theirs (id integer)");
        }
        assertThatThrownBy(() -> EmbeddedStore.open(foreign))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("another program");

        Path rubbish = Files.createDirectories(directory.resolve("rubbish"));
        Files.writeString(rubbish.resolve("store.db"), "rubbish".repeat(1_000));
        assertThatThrownBy(() -> EmbeddedStore.open(rubbish)).isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void keepsItsFilesToItsOwner() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("store"))))
                .isEqualTo("rwx------");
    }

    @Test
    void answersWritersAndServesReadersWhileSomebodyElseHoldsTheDatabase() throws Exception {
        KubeObject first = store().commit(creation(CONFIG_MAPS, "default", "one", "first"));
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
            assertThatThrownBy(() -> store().commit(replacement(CONFIG_MAPS, first, "second")))
                    .isInstanceOf(StoreException.Unavailable.class);
            assertThat(store().snapshot(CONFIG_MAPS).get(first.key()).map(Drafts::value))
                    .contains("first");
            assertThat(store().revision()).isEqualTo(first.revision());
            statement.execute("rollback");
        }
        KubeObject second = store().commit(replacement(CONFIG_MAPS, first, "second"));
        assertThat(second.revision()).isGreaterThan(first.revision());
    }

    @Test
    void refusesADraftThatIsNoObjectAndGoesOn() throws Exception {
        var broken = new io.quarterdeck.store.Write.Create(
                CONFIG_MAPS, Drafts.header(Drafts.tree("default", "one", "")), new byte[] {'{', '}'});
        assertThatThrownBy(() -> store().commit(broken)).isInstanceOf(IllegalArgumentException.class);
        assertThat(store().commit(creation(CONFIG_MAPS, "default", "one", "")).revision())
                .isEqualTo(store().revision());
    }

    @Test
    void canBeReadWithPlainSql() throws Exception {
        store().commit(creation(CONFIG_MAPS, "default", "one", "first"));
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select cast(json as text) ->> '$.data.value' from objects where name = 'one'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("first");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String url() {
        return "jdbc:sqlite:" + directory.resolve("store/store.db");
    }
}
