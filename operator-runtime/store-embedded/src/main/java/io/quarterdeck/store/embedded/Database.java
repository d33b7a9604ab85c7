package io.quarterdeck.store.embedded;

import io.quarterdeck.model.Header;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.live.LiveSet;
import io.quarterdeck.store.live.StoredObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The SQL, all of it. For one thread at a time. */
final class Database implements AutoCloseable {

    /** The form of the tables. A store of a later form is refused; one of an earlier form is brought up when opened. */
    static final int FORMAT = 1;

    /** Says to {@code file(1)} and to us whose database this is: "QDCK". */
    private static final int APPLICATION = 0x5144434B;

    /** Somebody may look into the file with sqlite3 while we write; no look takes this long. */
    private static final int BUSY_MILLIS_MAX = 5_000;

    /** Rows are read once and pages written soon after; the cache is for the inner pages of the index. */
    private static final int CACHE_KIB = 4_096;

    /** Pages of log before it is folded into the file: 16 MiB, so that folding is rare beside the writing. */
    private static final int LOG_PAGES = 4_096;

    private static final int LOG_BYTES_KEPT = LOG_PAGES * 4_096;

    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement put;
    private final PreparedStatement delete;
    private final PreparedStatement advance;
    private final PreparedStatement commit;

    private Database(Connection connection) throws SQLException {
        this.connection = connection;
        this.begin = connection.prepareStatement("begin immediate");
        this.put = connection.prepareStatement("""
                insert into objects (resource, namespace, name, revision, json, fields) values (?, ?, ?, ?, ?, ?)
                on conflict (resource, namespace, name)
                do update set revision = excluded.revision, json = excluded.json, fields = excluded.fields""");
        this.delete =
                connection.prepareStatement("delete from objects where resource = ? and namespace = ? and name = ?");
        this.advance = connection.prepareStatement("update store set revision = ?");
        this.commit = connection.prepareStatement("commit");
    }

    /** Opens the file, and makes the tables if it is new. */
    static Database open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS_MAX);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        Connection connection = source.getConnection();
        try {
            prepare(connection);
            return new Database(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void prepare(Connection connection) throws SQLException {
        int format = number(connection, "pragma user_version");
        if (format > FORMAT) {
            throw new SQLException("a newer version of Quarterdeck wrote it (its format is " + format
                    + ", this version reads up to " + FORMAT + ")");
        }
        if (number(connection, "pragma application_id") != APPLICATION
                && number(connection, "select count(*) from sqlite_schema") > 0) {
            throw new SQLException("it is the database of another program");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            // With a log, FULL flushes it once a commit; NORMAL would lose the last commits with the power.
            statement.execute("pragma synchronous = full");
            statement.execute("pragma cache_size = -" + CACHE_KIB);
            statement.execute("pragma wal_autocheckpoint = " + LOG_PAGES);
            statement.execute("pragma journal_size_limit = " + LOG_BYTES_KEPT);
            if (format == 0) {
                create(statement);
            }
        }
    }

    private static void create(Statement statement) throws SQLException {
        statement.execute("begin immediate");
        statement.execute("""
                create table objects (
                    resource text not null,
                    namespace text not null,
                    name text not null,
                    revision integer not null,
                    json blob not null,
                    fields blob not null,
                    primary key (resource, namespace, name))""");
        statement.execute("create table store (revision integer not null)");
        statement.execute("insert into store (revision) values (" + LiveSet.REVISION_FIRST + ")");
        statement.execute("pragma application_id = " + APPLICATION);
        statement.execute("pragma user_version = " + FORMAT);
        statement.execute("commit");
    }

    private static int number(Connection connection, String query) throws SQLException {
        return Math.toIntExact(longNumber(connection, query));
    }

    private static long longNumber(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                throw new SQLException("it is damaged: no answer to " + query);
            }
            return rows.getLong(1);
        }
    }

    /** The last revision that was given, also to what has been deleted since. */
    long revision() throws SQLException {
        return longNumber(connection, "select revision from store");
    }

    /** Every object, by resource, in the order of the file: reading on is what disks do best, and sorting is quick. */
    Map<String, List<KubeObject>> load() throws SQLException {
        try (Loading loading = new Loading();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select resource, revision, json, fields from objects")) {
            while (rows.next()) {
                loading.add(rows.getString(1), rows.getBytes(3), rows.getBytes(4), rows.getLong(2));
            }
            return loading.finish();
        } catch (IllegalArgumentException e) {
            throw new SQLException("it is damaged: " + e.getMessage(), e);
        }
    }

    /** Starts a transaction: what follows is durable after {@link #commit} and gone if it is never called. */
    void begin() throws SQLException {
        begin.execute();
    }

    void put(String resource, Header header, byte[] draft, long revision) throws SQLException {
        key(put, resource, header.key());
        put.setLong(4, revision);
        put.setBytes(5, draft);
        put.setBytes(6, StoredObject.encodeFields(header));
        put.executeUpdate();
    }

    void delete(String resource, ObjectKey key) throws SQLException {
        key(delete, resource, key);
        delete.executeUpdate();
    }

    private static void key(PreparedStatement statement, String resource, ObjectKey key) throws SQLException {
        statement.setString(1, resource);
        statement.setString(2, key.namespace());
        statement.setString(3, key.name());
    }

    /** Returns when the transaction, up to this revision, is on the disk. */
    void commit(long revision) throws SQLException {
        advance.setLong(1, revision);
        advance.executeUpdate();
        commit.execute();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The log stays beside the file and is replayed when it is next opened: nothing is lost by that.
            System.getLogger(Database.class.getName())
                    .log(System.Logger.Level.WARNING, "The store's database could not be closed cleanly.", e);
        }
    }
}
