package io.quarterdeck.store.embedded;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.Write;
import io.quarterdeck.store.live.LiveSet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;

/** Objects in one SQLite file. Holds its directory for itself: a second store on it is refused. */
public final class EmbeddedStore implements Store {

    private static final String FILE = "store.db";

    private final DirectoryLock lock;
    private final LiveSet live;
    private final Committer committer;

    private EmbeddedStore(DirectoryLock lock, LiveSet live, Committer committer) {
        this.lock = lock;
        this.live = live;
        this.committer = committer;
    }

    /**
     * Opens the store in a directory, which is made if it is absent, readable by its owner alone.
     *
     * @throws StoreException.Unavailable whose message says in one sentence why it cannot be opened: another process has
     *     it, a newer version wrote it, it is damaged, or the disk fails. Nothing was changed then.
     */
    public static EmbeddedStore open(Path directory) throws StoreException.Unavailable {
        DirectoryLock lock = DirectoryLock.take(directory);
        Path file = directory.resolve(FILE);
        Database database = null;
        try {
            database = Database.open(file);
            long revision = database.revision();
            LiveSet live = new LiveSet(revision);
            live.reset(database.load(), revision);
            Committer committer = new Committer(file, database, live);
            committer.start();
            return new EmbeddedStore(lock, live, committer);
        } catch (SQLException e) {
            if (database != null) {
                database.close();
            }
            lock.close();
            throw new StoreException.Unavailable(file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public long revision() {
        return live.revision();
    }

    @Override
    public Snapshot snapshot(String resource) {
        return live.snapshot(resource);
    }

    @Override
    public KubeObject commit(Write write) throws StoreException, InterruptedException {
        try {
            return committer.submit(write).get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case StoreException known -> throw known;
                case RuntimeException known -> throw known;
                case null, default -> throw new IllegalStateException("a commit failed in an unknown way", e);
            }
        }
    }

    @Override
    public EventCursor watch(String resource, long afterRevision, Runnable signal) throws StoreException.Compacted {
        return live.watch(resource, afterRevision, signal);
    }

    /** Finishes the batch at hand, refuses what waits, and leaves a database without a log to replay. */
    @Override
    public void close() {
        committer.close();
        live.close();
        lock.close();
    }
}
