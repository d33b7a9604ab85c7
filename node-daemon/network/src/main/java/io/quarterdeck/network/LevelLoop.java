package io.quarterdeck.network;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Does one piece of work, on a thread of its own, whenever something has changed since it last began. Changes during the
 * work are coalesced into one further round; a failed round is tried again after a growing delay.
 */
final class LevelLoop implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(LevelLoop.class.getName());

    /** A tool fails for a moment (a lock, memory) or for long; both are met. */
    private static final Duration RETRY_FIRST = Duration.ofMillis(50);

    private static final Duration RETRY_MAX = Duration.ofSeconds(10);

    /** How long a closing thread waits for a round under way; a tool's own timeout is not waited for. */
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final String name;
    private final Work work;
    private final Duration resync;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean dirty;
    private boolean closed;
    private long rounds;
    private boolean idle = true;

    /** What a round does; may be called again at any time. */
    interface Work {
        /** Makes the world fit; throws to be called again. */
        void run() throws Exception;
    }

    /**
     * Starts the loop's thread; the first round waits for {@link #signal}.
     *
     * @param resync a round is done at least this often, against changes that nobody told of
     */
    LevelLoop(String name, Duration resync, Work work) {
        this.name = name;
        this.work = work;
        this.resync = resync;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::loop);
    }

    void start() {
        thread.start();
    }

    /** Something has changed. Never blocks. */
    void signal() {
        lock.lock();
        try {
            dirty = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything that was signalled before is done; false if that took too long. */
    boolean awaitIdle(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (dirty || !idle || rounds == 0) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (!thread.join(CLOSE_MAX)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        Duration delay = RETRY_FIRST;
        while (awaitChange()) {
            try {
                work.run();
                delay = RETRY_FIRST;
                finish(true);
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, name + ": will be tried again: " + e.getMessage(), e);
                if (!pause(delay)) {
                    return;
                }
                Duration doubled = delay.multipliedBy(2);
                delay = doubled.compareTo(RETRY_MAX) < 0 ? doubled : RETRY_MAX;
                finish(false);
            }
        }
    }

    /** Waits for a change or for the resync; false if the loop is over. */
    private boolean awaitChange() {
        lock.lock();
        try {
            long left = rounds == 0 ? Long.MAX_VALUE : resync.toNanos();
            while (!dirty && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            dirty = false;
            idle = false;
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void finish(boolean done) {
        lock.lock();
        try {
            idle = true;
            dirty |= !done;
            if (done) {
                rounds++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits, whatever changes; false if the loop is over. */
    private boolean pause(Duration delay) {
        lock.lock();
        try {
            long left = delay.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }
}
