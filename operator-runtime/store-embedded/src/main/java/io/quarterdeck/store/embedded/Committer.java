package io.quarterdeck.store.embedded;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.Write;
import io.quarterdeck.store.live.Batch;
import io.quarterdeck.store.live.LiveSet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. Takes all writes that wait as one batch, makes it durable with one flush, shows it, and only
 * then answers the writers.
 *
 * <p>Hot path, see {@code CommitBenchmark}: it runs on a thread of the operating system, since it waits in native code.
 */
final class Committer implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger(Committer.class.getName());

    /** A batch that would take longer than a few flushes makes its first writer wait for its last. */
    private static final int BATCH_WRITES_MAX = 512;

    /** As many bytes as the log takes before it is folded into the file; a batch has one write more than this at most. */
    private static final long BATCH_BYTES_MAX = 8L << 20;

    /** Every waiting write is a blocked caller; more of them wait before the queue instead of in it. */
    private static final int QUEUE_MAX = 4_096;

    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Path file;
    private final LiveSet live;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean stopped;

    /** Null between a failure and the next attempt. Only for the thread, and for {@link #close} after it has ended. */
    private @Nullable Database database;

    /** A batch whose commit failed in a way that leaves open whether it happened. */
    private @Nullable Batch inDoubt;

    Committer(Path file, Database database, LiveSet live) {
        this.file = file;
        this.database = database;
        this.live = live;
        this.thread = Thread.ofPlatform().daemon().name("store-commit").unstarted(this::run);
    }

    private record Pending(Write write, CompletableFuture<KubeObject> answer) {}

    /** What became of a write in a batch that is not durable yet. */
    private record Decision(
            Pending pending,
            @Nullable KubeObject object,
            @Nullable Exception refusal) {

        void answer() {
            if (object != null) {
                pending.answer().complete(object);
            } else if (refusal != null) {
                pending.answer().completeExceptionally(refusal);
            }
        }
    }

    void start() {
        thread.start();
    }

    /** Queues a write. The answer fails with a StoreException or, if the draft is no object, an IllegalArgumentException. */
    CompletableFuture<KubeObject> submit(Write write) throws InterruptedException {
        Pending pending = new Pending(write, new CompletableFuture<>());
        queue.put(pending);
        if (stopped) {
            // The thread will not come again, and may have looked before this write was there.
            refuseAll();
        }
        return pending.answer();
    }

    private void run() {
        try {
            List<Pending> pendings = new ArrayList<>();
            while (!stopping) {
                gather(pendings);
                commit(pendings);
                pendings.clear();
            }
        } catch (InterruptedException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "The store was closed.", e);
        } finally {
            stopped = true;
            refuseAll();
        }
    }

    private void refuseAll() {
        for (Pending pending = queue.poll(); pending != null; pending = queue.poll()) {
            pending.answer().completeExceptionally(closed());
        }
    }

    private static StoreException.Unavailable closed() {
        return new StoreException.Unavailable("the store is closed", null);
    }

    private void gather(List<Pending> pendings) throws InterruptedException {
        Pending next = queue.take();
        long bytes = 0;
        while (next != null) {
            pendings.add(next);
            bytes += size(next.write());
            boolean full = pendings.size() >= BATCH_WRITES_MAX || bytes >= BATCH_BYTES_MAX;
            next = full ? null : queue.poll();
        }
    }

    private static long size(Write write) {
        return switch (write) {
            case Write.Create create -> create.draft().length;
            case Write.Replace replace -> replace.draft().length;
            case Write.Delete delete -> 0;
        };
    }

    private void commit(List<Pending> pendings) {
        try {
            Database ready = ready();
            Batch batch = live.begin();
            List<Decision> decisions = decide(batch, pendings);
            if (!batch.changes().isEmpty()) {
                write(ready, batch, decisions);
                batch.publish();
            }
            decisions.forEach(Decision::answer);
        } catch (SQLException e) {
            LOGGER.log(System.Logger.Level.WARNING, "A batch of writes could not be made durable.", e);
            refuse(pendings, new StoreException.Unavailable("the disk refuses a write: " + e.getMessage(), e));
        } catch (RuntimeException | Error e) {
            refuse(pendings, new StoreException.Unavailable("the store has failed", e));
            throw e;
        }
    }

    private static void refuse(List<Pending> pendings, StoreException.Unavailable refusal) {
        pendings.forEach(pending -> pending.answer().completeExceptionally(refusal));
    }

    private static List<Decision> decide(Batch batch, List<Pending> pendings) {
        List<Decision> decisions = new ArrayList<>(pendings.size());
        for (Pending pending : pendings) {
            decisions.add(decide(batch, pending));
        }
        return decisions;
    }

    private static Decision decide(Batch batch, Pending pending) {
        try {
            return new Decision(pending, batch.apply(pending.write()), null);
        } catch (StoreException.Conflict | IllegalArgumentException e) {
            return new Decision(pending, null, e);
        }
    }

    private void write(Database ready, Batch batch, List<Decision> decisions) throws SQLException {
        inDoubt = batch;
        try {
            ready.begin();
            for (Decision decision : decisions) {
                if (decision.object() != null) {
                    write(ready, decision.pending().write(), decision.object().revision());
                }
            }
            ready.commit(batch.revision());
            inDoubt = null;
        } catch (SQLException e) {
            // Whatever state the connection is in: closing it ends the transaction, and the next batch opens another.
            ready.close();
            database = null;
            throw e;
        }
    }

    private static void write(Database ready, Write write, long revision) throws SQLException {
        switch (write) {
            case Write.Create create -> ready.put(create.resource(), create.header(), create.draft(), revision);
            case Write.Replace replace -> ready.put(replace.resource(), replace.header(), replace.draft(), revision);
            case Write.Delete delete -> ready.delete(delete.resource(), delete.key());
        }
    }

    /** An open database in which is what the live set shows, after a failed commit was found out about. */
    private Database ready() throws SQLException {
        if (database != null) {
            return database;
        }
        Database opened = Database.open(file);
        try {
            settle(opened.revision());
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
        database = opened;
        return opened;
    }

    /** A failed flush may still have reached the disk. Then the batch has happened, and is shown before any other. */
    private void settle(long durable) throws SQLException {
        Batch doubtful = inDoubt;
        if (doubtful != null && durable == doubtful.revision()) {
            doubtful.publish();
        }
        inDoubt = null;
        if (durable != live.revision()) {
            throw new SQLException("another program has changed the store: it is at revision " + durable
                    + " instead of " + live.revision());
        }
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (database != null) {
            database.close();
            database = null;
        }
    }
}
