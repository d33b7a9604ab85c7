package io.quarterdeck.control.runtime;

import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.ObjectList;
import io.quarterdeck.control.Watch;
import io.quarterdeck.control.WatchListener;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Follows one kind with one list and one watch, and feeds every cache that was declared for it.
 *
 * <p>A watch that ends is resumed after the last revision heard; one whose revision is gone (410) leads to a new list.
 * Whatever fails is tried again with a growing delay, for ever.
 */
final class ObjectFeed {

    private static final System.Logger LOG = System.getLogger(ObjectFeed.class.getName());

    /** First and longest pause after a failed list or a lost watch: quick after a blip, gentle on an API that is down. */
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(15));

    /** A watch that lived this long did not fail: servers end watches now and then. */
    private static final Duration HEALTHY_AFTER = Duration.ofSeconds(10);

    /** The safety net: a change that every other mechanism lost shows after this time at the latest. */
    private static final Duration RESYNC = Duration.ofMinutes(30);

    private final ResourceType type;
    private final ListOptions options;
    private final ApiClient api;
    private final Tasks tasks;
    private final Runnable progressed;
    private final List<InformerCache<?>> caches = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    private volatile long revision;
    private volatile boolean synced;

    // Guarded by the lock. Each list or watch belongs to a generation; what an older one still says is not heard.
    private int generation;
    private int failures;
    private boolean started;
    private boolean closed;
    private @Nullable Watch watch;
    private Tasks.@Nullable Timer timer;
    private Tasks.@Nullable Timer resync;

    /** @param progressed called without a lock whenever the revision has grown */
    ObjectFeed(ResourceType type, ListOptions options, ApiClient api, Tasks tasks, Runnable progressed) {
        this.type = type;
        this.options = options;
        this.api = api;
        this.tasks = tasks;
        this.progressed = progressed;
    }

    long revision() {
        return revision;
    }

    boolean synced() {
        return synced;
    }

    ResourceType type() {
        return type;
    }

    ListOptions options() {
        return options;
    }

    /** Adds a cache. One that comes while the feed runs is filled by a new list, which tells the others nothing. */
    void attach(InformerCache<?> cache) {
        lock.lock();
        try {
            caches.add(cache);
            if (started) {
                beginList(Duration.ZERO);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Removes a cache; true if it was the last. */
    boolean detach(InformerCache<?> cache) {
        caches.remove(cache);
        return caches.isEmpty();
    }

    void start() {
        lock.lock();
        try {
            if (!started) {
                started = true;
                beginList(Duration.ZERO);
                scheduleResync();
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            endCurrent();
            if (resync != null) {
                resync.cancel();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Any cache of the feed, to ask for what is held. */
    InformerCache<?> anyCache() {
        return caches.getFirst();
    }

    private void scheduleResync() {
        Duration jittered =
                RESYNC.plusMillis((long) (RESYNC.toMillis() * tasks.random().nextDouble()));
        resync = tasks.after(jittered, "resync " + type.resource(), () -> {
            lock.lock();
            try {
                if (!closed) {
                    beginList(Duration.ZERO);
                    scheduleResync();
                }
            } finally {
                lock.unlock();
            }
        });
    }

    /** Ends whatever is under way. With the lock held. */
    private int endCurrent() {
        generation++;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        Watch running = watch;
        watch = null;
        if (running != null) {
            // Closing may wait for a connection, and nobody waits with a lock.
            tasks.run("unwatch " + type.resource(), running::close);
        }
        return generation;
    }

    private void beginList(Duration delay) {
        int mine = endCurrent();
        begin(delay, "list " + type.resource(), () -> list(mine));
    }

    private void beginWatch(Duration delay) {
        int mine = endCurrent();
        begin(delay, "watch " + type.resource(), () -> watch(mine));
    }

    private void begin(Duration delay, String name, Runnable task) {
        if (closed) {
            return;
        }
        if (delay.isZero()) {
            tasks.run(name, task);
        } else {
            timer = tasks.after(delay, name, task);
        }
    }

    private void list(int mine) {
        ObjectList list;
        try {
            list = api.list(type, options);
        } catch (ApiException e) {
            LOG.log(
                    failures == 0 ? System.Logger.Level.INFO : System.Logger.Level.DEBUG,
                    () -> "A list of " + type.resource() + " failed and is tried again: " + e.getMessage());
            lock.lock();
            try {
                if (mine == generation) {
                    failures++;
                    beginList(RETRY.delay(failures, tasks.random()));
                }
            } finally {
                lock.unlock();
            }
            return;
        }
        lock.lock();
        try {
            if (mine != generation || closed) {
                return;
            }
            caches.forEach(cache -> cache.replace(list.items()));
            revision = list.revision();
            synced = true;
        } finally {
            lock.unlock();
        }
        progressed.run();
        watch(mine);
    }

    private void watch(int mine) {
        Listener listener = new Listener(mine, tasks.clock().instant());
        Watch begun;
        try {
            begun = api.watch(type, options, revision, listener);
        } catch (ApiException e) {
            listener.ended(e.status());
            return;
        }
        lock.lock();
        try {
            if (mine == generation && !closed) {
                watch = begun;
                return;
            }
        } finally {
            lock.unlock();
        }
        begun.close();
    }

    private final class Listener implements WatchListener {

        private final int mine;
        private final Instant begun;

        Listener(int mine, Instant begun) {
            this.mine = mine;
            this.begun = begun;
        }

        @Override
        public void changed(Change change, KubeObject object) {
            lock.lock();
            try {
                if (mine != generation || closed) {
                    return;
                }
                failures = 0;
                for (InformerCache<?> cache : caches) {
                    if (change == Change.DELETED) {
                        cache.remove(object.key());
                    } else {
                        cache.put(object);
                    }
                }
                revision = Math.max(revision, object.revision());
            } finally {
                lock.unlock();
            }
            progressed.run();
        }

        @Override
        public void bookmark(long upTo) {
            lock.lock();
            try {
                if (mine != generation || closed) {
                    return;
                }
                failures = 0;
                revision = Math.max(revision, upTo);
            } finally {
                lock.unlock();
            }
            progressed.run();
        }

        @Override
        public void ended(@Nullable Status status) {
            lock.lock();
            try {
                if (mine != generation || closed) {
                    return;
                }
                boolean healthy =
                        begun.plus(HEALTHY_AFTER).isBefore(tasks.clock().instant());
                failures = healthy ? 1 : failures + 1;
                Duration delay = RETRY.delay(failures, tasks.random());
                if (status != null && status.code() >= 400 && !isPassing(status)) {
                    beginList(delay);
                } else {
                    beginWatch(delay);
                }
            } finally {
                lock.unlock();
            }
        }

        /** Whether the same watch may work later. After 410, or a refusal that we do not know, only a list can tell. */
        private static boolean isPassing(Status status) {
            return status.code() >= 500 || status.code() == 429 || status.code() == 401;
        }
    }
}
