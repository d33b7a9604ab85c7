package io.quarterdeck.store.etcd;

import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.live.Batch;
import io.quarterdeck.store.live.LiveSet;
import io.quarterdeck.store.live.StoredObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps the live set where etcd is. The only writer of the live set.
 *
 * <p>jetcd takes a broken watch up again by itself, but from the revision that etcd had when the watch was made, not from
 * the last one delivered; so a watch that breaks while it catches up loses events. Here a watch is used until the first
 * fault, and the next one starts behind what the live set has.
 */
final class EtcdFollower implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger(EtcdFollower.class.getName());

    /** A short pause: most breaks are a restart of one member, and another one answers at once. */
    private static final Duration PAUSE_FIRST = Duration.ofMillis(50);

    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

    /** Pauses in a row without an event after which it may be the connection's fault: some five seconds. */
    private static final int RENEW_PAUSES = 8;

    /** etcd answers a new watch at once; one that was not answered by then may never have been asked for. */
    private static final Duration CREATED_MAX = Duration.ofSeconds(5);

    /** How often a silent watch is compared with etcd: the net under a connection that died without a word. */
    private static final Duration CHECK_EVERY = Duration.ofSeconds(30);

    /** What etcd had when it was asked has long been delivered after this, if the watch lives. */
    private static final Duration LAG_MAX = Duration.ofSeconds(2);

    /** Checks between two compactions: history of five to ten minutes stays, to take watches up from. */
    private static final int COMPACT_CHECKS = 10;

    private final EtcdConnection connection;
    private final LiveSet live;
    private final RevisionGate gate;
    private final EtcdReader reader;
    private final Thread thread;
    private volatile boolean closed;
    private volatile Attempt current = new Attempt();
    private long compactNext;
    private int checks;

    /** Why a watch is of no more use. */
    private enum End {
        BROKEN,
        GAP,
        COMPACTED
    }

    EtcdFollower(EtcdConnection connection, LiveSet live, RevisionGate gate) {
        this.connection = connection;
        this.live = live;
        this.gate = gate;
        this.reader = new EtcdReader(connection, new StoredObject());
        this.thread = Thread.ofVirtual().name("store-etcd-follower").unstarted(this::run);
    }

    /** Reads everything. To be called once, before {@link #start}. */
    void readAll() throws StoreException.Unavailable, InterruptedException {
        EtcdReader.Listing listing = reader.readAll();
        synchronized (this) {
            live.reset(listing.objects(), listing.revision());
        }
        gate.open(listing.revision());
    }

    void start() {
        thread.start();
    }

    /** Gives the watch up for a new one, because it should have brought something that it has not. */
    void distrust() {
        current.end(End.BROKEN);
    }

    private void run() {
        Duration pause = PAUSE_FIRST;
        int pauses = 0;
        End last = End.BROKEN;
        while (!closed) {
            long before = live.revision();
            try {
                if (last == End.COMPACTED) {
                    LOGGER.log(
                            System.Logger.Level.WARNING, "etcd no longer has the next revision; reading everything.");
                    readAll();
                }
                last = follow();
            } catch (StoreException.Unavailable | RuntimeException e) {
                LOGGER.log(System.Logger.Level.WARNING, "etcd cannot be followed.", e);
            } catch (InterruptedException e) {
                return;
            }
            if (live.revision() > before) {
                pause = PAUSE_FIRST;
                pauses = 0;
            }
            if (!closed && last != End.GAP) {
                LOGGER.log(System.Logger.Level.INFO, "The watch of etcd has ended ({0}) and is taken up again.", last);
                pause = rest(pause);
                pauses++;
                if (pauses % RENEW_PAUSES == 0) {
                    connection.renew();
                }
            }
        }
    }

    private Duration rest(Duration pause) {
        try {
            new CompletableFuture<Void>().get(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            Duration twice = pause.multipliedBy(2);
            return twice.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : twice;
        } catch (InterruptedException e) {
            closed = true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a pause has failed", e);
        }
        return pause;
    }

    /** Watches from the next revision until the watch ends, or should. */
    private End follow() throws InterruptedException {
        Attempt attempt = new Attempt();
        current = attempt;
        WatchOption options = WatchOption.builder()
                .withRange(EtcdReader.end(EtcdKeys.PREFIX))
                .withRevision(live.revision() + 1)
                .withProgressNotify(true)
                .withCreateNotify(true)
                .withRequireLeader(true)
                .build();
        try (Watch.Watcher watcher = connection.watch().watch(EtcdKeys.PREFIX, options, attempt)) {
            if (!attempt.awaitCreated()) {
                return attempt.await(Duration.ZERO).orElse(End.BROKEN);
            }
            while (true) {
                Optional<End> end = attempt.await(CHECK_EVERY);
                if (end.isPresent()) {
                    return end.get();
                }
                check(attempt);
                if (watcher.isClosed()) {
                    return End.BROKEN;
                }
            }
        } finally {
            attempt.end(End.BROKEN);
        }
    }

    private void check(Attempt attempt) throws InterruptedException {
        try {
            GetOption count = GetOption.builder()
                    .withRange(EtcdReader.end(EtcdKeys.PREFIX))
                    .withCountOnly(true)
                    .build();
            long revision = EtcdCalls.await(connection.kv().get(EtcdKeys.PREFIX, count))
                    .getHeader()
                    .getRevision();
            if (!gate.await(revision, LAG_MAX)) {
                attempt.end(End.BROKEN);
            }
            compact(revision);
        } catch (StoreException.Unavailable e) {
            LOGGER.log(System.Logger.Level.DEBUG, "etcd does not answer a check.", e);
            attempt.end(End.BROKEN);
        }
    }

    /** etcd keeps every version of every object until it is told not to. */
    private void compact(long revision) throws InterruptedException {
        checks++;
        if (checks % COMPACT_CHECKS != 0) {
            return;
        }
        long old = compactNext;
        compactNext = revision;
        if (old == 0) {
            return;
        }
        try {
            EtcdCalls.await(connection.kv().compact(old));
        } catch (StoreException.Unavailable e) {
            LOGGER.log(System.Logger.Level.DEBUG, "etcd was not compacted; another process may have done it.", e);
        }
    }

    /** One watch, from its start to its first fault. */
    private final class Attempt implements Watch.Listener {

        private final CompletableFuture<End> ended = new CompletableFuture<>();
        private final CompletableFuture<Boolean> created = new CompletableFuture<>();
        private boolean fresh = true;

        /** Whether etcd has taken the watch on. */
        boolean awaitCreated() throws InterruptedException {
            try {
                return created.get(CREATED_MAX.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                throw new IllegalStateException("a watch has failed", e);
            }
        }

        Optional<End> await(Duration atMost) throws InterruptedException {
            try {
                return Optional.of(ended.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                return Optional.empty();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a watch has failed", e);
            }
        }

        void end(End why) {
            ended.complete(why);
            created.complete(false);
        }

        @Override
        public void onNext(WatchResponse response) {
            if (response.isCreatedNotify()) {
                created.complete(true);
                return;
            }
            synchronized (EtcdFollower.this) {
                if (ended.isDone()) {
                    return;
                }
                try {
                    apply(response);
                } catch (RuntimeException e) {
                    LOGGER.log(System.Logger.Level.ERROR, "An event of etcd could not be applied.", e);
                    end(End.COMPACTED);
                    return;
                }
            }
            gate.open(live.revision());
        }

        private void apply(WatchResponse response) {
            List<WatchEvent> events = response.getEvents();
            Batch batch = live.begin();
            if (events.isEmpty()) {
                if (response.isProgressNotify()) {
                    batch.advance(response.getHeader().getRevision());
                    batch.publish();
                }
                return;
            }
            // Only our keys are in a cluster of our own, so each revision is an event. Where one is missing, other keys
            // were written, or the watch has lost it: a new watch, whose first word is taken as it is, will tell.
            if (!fresh && !isGapless(events)) {
                end(End.GAP);
                return;
            }
            fresh = false;
            long known = live.revision();
            for (WatchEvent event : events) {
                if (event.getKeyValue().getModRevision() > known) {
                    add(batch, event);
                }
            }
            batch.publish();
        }

        private boolean isGapless(List<WatchEvent> events) {
            long last = live.revision();
            for (WatchEvent event : events) {
                long revision = event.getKeyValue().getModRevision();
                if (revision > last + 1) {
                    return false;
                }
                last = Math.max(last, revision);
            }
            return true;
        }

        @Override
        public void onError(Throwable fault) {
            LOGGER.log(System.Logger.Level.DEBUG, "The watch of etcd reports a fault.", fault);
            end(fault instanceof CompactedException ? End.COMPACTED : End.BROKEN);
        }

        @Override
        public void onCompleted() {
            end(End.BROKEN);
        }
    }

    private void add(Batch batch, WatchEvent event) {
        long revision = event.getKeyValue().getModRevision();
        EtcdKeys.parse(event.getKeyValue().getKey()).ifPresent(place -> {
            Optional<KubeObject> object = event.getEventType() == WatchEvent.EventType.PUT
                    ? reader.decode(place, event.getKeyValue())
                    : Optional.empty();
            if (object.isPresent()) {
                batch.put(place.resource(), object.get());
            } else if (batch.current(place.resource(), place.key()) != null) {
                batch.remove(place.resource(), place.key(), revision);
            }
        });
        batch.advance(revision);
    }

    @Override
    public void close() {
        closed = true;
        current.end(End.BROKEN);
        thread.interrupt();
    }
}
