package io.quarterdeck.store.live;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.StoreException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * All live objects of all resources, and their last events. Any number of threads read; one at a time writes, in batches
 * that show whole or not at all.
 */
public final class LiveSet implements AutoCloseable {

    /** The revision of a store in which nothing was written. Not 0, which means "any" to a client. */
    public static final long REVISION_FIRST = 1;

    private final ConcurrentHashMap<String, LiveResource> resources = new ConcurrentHashMap<>();
    private final Executor signals;
    private final Runnable stopSignals;

    private volatile LiveState state;
    private volatile long delivered;
    private volatile boolean closed;

    /** The revision up to which events were never held. Guarded by this. */
    private long start;

    /** A set that signals on a thread of its own. */
    public LiveSet(long revision) {
        this(
                revision,
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("store-signals").factory()));
    }

    private LiveSet(long revision, ExecutorService signals) {
        this(revision, signals, signals::shutdown);
    }

    /** A set that signals on an executor of the caller's; {@code Runnable::run} makes it deterministic. */
    public LiveSet(long revision, Executor signals) {
        this(revision, signals, () -> {});
    }

    private LiveSet(long revision, Executor signals, Runnable stopSignals) {
        this.signals = signals;
        this.stopSignals = stopSignals;
        this.state = new LiveState(revision, new ObjectTree[0]);
        this.delivered = revision;
        this.start = revision;
    }

    public long revision() {
        return state.revision();
    }

    public Snapshot snapshot(String resource) {
        LiveResource known = resources.get(resource);
        LiveState now = state;
        return new LiveSnapshot(now.revision(), known == null ? ObjectTree.EMPTY : now.tree(known));
    }

    /**
     * Reads the events of one resource after a revision, as {@code Store.watch} does.
     *
     * @throws StoreException.Compacted if events after that revision are no longer held
     */
    public EventCursor watch(String resource, long afterRevision, Runnable signal) throws StoreException.Compacted {
        EventRing ring = resource(resource).ring();
        LiveCursor cursor = new LiveCursor(ring, this::delivered, afterRevision, signal);
        if (closed) {
            cursor.close();
        } else {
            ring.arm(cursor);
        }
        return cursor;
    }

    /** A batch of changes on top of what stands now. Only one may be open at a time, and only one thread may have it. */
    public Batch begin() {
        return new Batch(this, state);
    }

    /** Puts other objects in the place of all, where the events between are not known: every cursor falls off. */
    public void reset(Map<String, List<KubeObject>> objects, long revision) {
        synchronized (this) {
            start = revision;
            objects.keySet().forEach(this::resource);
            ObjectTree[] trees = new ObjectTree[resources.size()];
            Arrays.fill(trees, ObjectTree.EMPTY);
            objects.forEach((resource, list) -> trees[resource(resource).index()] = ObjectTree.of(
                    list.stream().sorted(Comparator.comparing(KubeObject::key)).toList()));
            state = new LiveState(revision, trees);
            delivered = revision;
            resources.values().forEach(resource -> resource.restart(revision));
        }
    }

    /** Shows a batch: first its objects, then its events, then the signals. */
    void publish(LiveState before, LiveState after, List<Batch.Change> changes) {
        if (state != before) {
            throw new IllegalStateException("two writers changed one live set");
        }
        state = after;
        for (Batch.Change change : changes) {
            change.resource().ring().append(change.event());
        }
        delivered = after.revision();
        for (Batch.Change change : changes) {
            change.resource().ring().wake(signals);
        }
    }

    /** Every event up to this revision is in its ring. */
    private long delivered() {
        return delivered;
    }

    LiveResource resource(String name) {
        LiveResource known = resources.get(name);
        if (known != null) {
            return known;
        }
        synchronized (this) {
            return resources.computeIfAbsent(name, absent -> new LiveResource(absent, resources.size(), start));
        }
    }

    /** Cursors read as empty from now on; each is signalled once, so that its reader can look. */
    @Override
    public void close() {
        closed = true;
        resources.values().forEach(resource -> resource.ring().wakeNow());
        stopSignals.run();
    }
}
