package io.quarterdeck.control.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One queue and its workers. A worker is a task that lives for one run of one key, so an idle controller costs nothing.
 *
 * <p>A key is, at any time, in one of four places: nowhere, waiting in the queue, held back until the caches have seen
 * its last writes, or in work. Beside that it may have one timer.
 */
final class Controller implements OperatorContext.ControllerSpec {

    private static final System.Logger LOG = System.getLogger(Controller.class.getName());

    /** Upstream's, for most of its controllers. */
    private static final int WORKERS_DEFAULT = 5;

    /** A conflict is over at once, a broken world is not: from quick to rare. Upstream goes up to 1,000 s. */
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(5), Duration.ofMinutes(5));

    /** A cache that lags longer than this is not waited for: the API's own checks then guard against a stale decision. */
    private static final Duration OWN_WRITES_WAIT_MAX = Duration.ofSeconds(2);

    private final String name;
    private final Reconciler reconciler;
    private final DeclaredOperator operator;
    private final Tasks tasks;
    private final QueueMetrics metrics;
    private final List<InformerCache<?>> sources = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    // All guarded by the lock.
    private final KeyQueue queue = new KeyQueue();
    private final Map<ObjectKey, Tasks.Timer> timers = new HashMap<>();
    private final Map<ObjectKey, List<OwnWrite>> unseen = new HashMap<>();
    private final Map<ObjectKey, Tasks.Timer> heldBack = new HashMap<>();
    private final Deque<ObjectKey> released = new ArrayDeque<>();
    private int workers = WORKERS_DEFAULT;
    private int active;
    private boolean running;

    Controller(String name, Reconciler reconciler, DeclaredOperator operator, Tasks tasks, MeterRegistry registry) {
        this.name = name;
        this.reconciler = reconciler;
        this.operator = operator;
        this.tasks = tasks;
        this.metrics = new QueueMetrics(registry, name);
        QueueMetrics.bind(
                registry,
                name,
                () -> locked(queue::depth),
                () -> seconds(locked(() -> queue.unfinished(now()))),
                () -> seconds(locked(() -> queue.longest(now()))));
    }

    @Override
    public <T> OperatorContext.ControllerSpec watches(Informer<T> informer, Function<T, Collection<ObjectKey>> keys) {
        if (informer instanceof InformerCache<T> cache) {
            sources.add(cache);
        }
        informer.onChange((before, after) -> {
            // Together, as most changes leave the keys as they were and one run is enough.
            Set<ObjectKey> changed = new LinkedHashSet<>();
            if (before != null) {
                changed.addAll(keys.apply(before));
            }
            if (after != null) {
                changed.addAll(keys.apply(after));
            }
            changed.forEach(this::enqueue);
        });
        return this;
    }

    @Override
    public OperatorContext.ControllerSpec workers(int wanted) {
        if (wanted < 1) {
            throw new IllegalArgumentException("a controller has at least one worker");
        }
        workers = wanted;
        return this;
    }

    @Override
    public void enqueue(ObjectKey key) {
        lock.lock();
        try {
            if (queue.add(key, now())) {
                metrics.added();
                pump();
            }
        } finally {
            lock.unlock();
        }
    }

    void start() {
        lock.lock();
        try {
            running = true;
            pump();
        } finally {
            lock.unlock();
        }
    }

    /** Begins no run any more; what runs ends by itself, and its outcome is not followed. */
    void stop() {
        lock.lock();
        try {
            running = false;
            timers.values().forEach(Tasks.Timer::cancel);
            heldBack.values().forEach(Tasks.Timer::cancel);
            timers.clear();
            heldBack.clear();
        } finally {
            lock.unlock();
        }
    }

    void forget(InformerCache<?> source) {
        sources.remove(source);
    }

    /** A cache of the operator's has moved on: keys that waited for it may run. */
    void progressed() {
        lock.lock();
        try {
            if (heldBack.isEmpty()) {
                return;
            }
            for (ObjectKey key : List.copyOf(heldBack.keySet())) {
                if (hasSeenItsWrites(key)) {
                    release(key);
                }
            }
            pump();
        } finally {
            lock.unlock();
        }
    }

    /** Starts work while there are keys and workers. With the lock held. */
    private void pump() {
        while (running && active < workers) {
            ObjectKey key = released.poll();
            if (key == null) {
                Optional<KeyQueue.Taken> taken = queue.take(now());
                if (taken.isEmpty()) {
                    return;
                }
                key = taken.get().key();
                metrics.queued(Duration.between(taken.get().since(), now()));
                if (!hasSeenItsWrites(key)) {
                    holdBack(key);
                    continue;
                }
            }
            unseen.remove(key);
            Tasks.Timer timer = timers.remove(key);
            if (timer != null) {
                timer.cancel();
            }
            active++;
            ObjectKey next = key;
            tasks.run(name + " " + next, () -> work(next));
        }
    }

    private boolean hasSeenItsWrites(ObjectKey key) {
        List<OwnWrite> writes = unseen.get(key);
        return writes == null || writes.stream().allMatch(OwnWrite::seen);
    }

    private void holdBack(ObjectKey key) {
        heldBack.put(key, tasks.after(OWN_WRITES_WAIT_MAX, "waited " + name + " " + key, () -> {
            lock.lock();
            try {
                if (heldBack.containsKey(key)) {
                    LOG.log(System.Logger.Level.DEBUG, "The cache has not seen the last writes: {0} {1}", name, key);
                    metrics.ranStale();
                    release(key);
                    pump();
                }
            } finally {
                lock.unlock();
            }
        }));
    }

    private void release(ObjectKey key) {
        Tasks.Timer timer = heldBack.remove(key);
        if (timer != null) {
            timer.cancel();
        }
        released.add(key);
    }

    private void work(ObjectKey key) {
        Instant begun = now();
        WriteTrackingClient api = new WriteTrackingClient(operator.api(), operator.feeds());
        // Stays null if the run dies of an Error: then the key is tried again like any other failure.
        Outcome outcome = null;
        try {
            outcome = reconcile(key, api);
        } finally {
            metrics.worked(Duration.between(begun, now()));
            finish(key, outcome, api.writes());
        }
    }

    private @Nullable Outcome reconcile(ObjectKey key, ApiClient api) {
        try {
            return reconciler.reconcile(key, api);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ApiException e) {
            LOG.log(
                    e.status().code() < 500 && !e.isConflict()
                            ? System.Logger.Level.WARNING
                            : System.Logger.Level.DEBUG,
                    () -> "A reconciliation was refused by the API: " + name + " " + key + ": " + e.getMessage());
            return null;
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "A reconciliation failed: " + name + " " + key, e);
            return null;
        }
    }

    private void finish(ObjectKey key, @Nullable Outcome outcome, List<OwnWrite> writes) {
        if (outcome instanceof Outcome.Rejected(String reason, String message)) {
            tellUser(key, reason, message);
        }
        lock.lock();
        try {
            active--;
            if (!running) {
                return;
            }
            if (!writes.isEmpty()) {
                unseen.put(key, writes);
            }
            switch (outcome) {
                case null -> {
                    metrics.retried();
                    delay(key, RETRY.delay(queue.failed(key), tasks.random()));
                }
                case Outcome.After(Duration delay) -> {
                    queue.succeeded(key);
                    delay(key, delay);
                }
                case Outcome.Done() -> queue.succeeded(key);
                case Outcome.Rejected rejected -> queue.succeeded(key);
            }
            if (queue.done(key)) {
                metrics.added();
            }
            pump();
        } finally {
            lock.unlock();
        }
    }

    private void delay(ObjectKey key, Duration delay) {
        timers.put(key, tasks.after(delay, "delay " + name + " " + key, () -> enqueue(key)));
    }

    private void tellUser(ObjectKey key, String reason, String message) {
        for (InformerCache<?> source : sources) {
            String uid = source.uidOf(key);
            if (!uid.isEmpty()) {
                operator.events()
                        .record(
                                new EventRecorder.Subject(source.type(), key, uid),
                                EventRecorder.Severity.WARNING,
                                reason,
                                message);
                return;
            }
        }
    }

    private Instant now() {
        return tasks.clock().instant();
    }

    private <T> T locked(java.util.function.Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
