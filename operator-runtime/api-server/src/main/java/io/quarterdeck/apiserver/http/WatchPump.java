package io.quarterdeck.apiserver.http;

import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.ApiService;
import io.quarterdeck.machinery.WatchStream;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends one watch's frames. It holds a position and no frames: it takes from the stream only what the socket takes, so a
 * reader that stops reading falls off the store's ring, is told so, and is done. On the request's event loop.
 */
final class WatchPump {

    /** How often a reader that asked for bookmarks learns how far it is. As Kubernetes. */
    private static final Duration BOOKMARK_EVERY = Duration.ofMinutes(1);
    /** How long a watch lasts whose client set no time: between this and twice it, so that not all return at once. */
    private static final Duration LIFETIME = Duration.ofMinutes(30);
    /** Frames taken at once: enough to fill a TLS record or two. */
    private static final int BATCH = 64;

    /**
     * How long a reader may take nothing while there is something for it. It holds a connection, and the objects of a
     * long list as they were when it began; who comes back after this begins anew.
     */
    private static final Duration STALLED_MAX = Duration.ofMinutes(2);

    private final Vertx vertx;
    private final Context context;
    private final WatchSink sink;
    private final Runnable ended;
    private final long deadline;
    private final boolean bookmarks;
    private final WatchStream opened;
    private boolean running = true;
    private long timer = -1;
    private boolean waiting;
    private long waitingSince;

    private WatchPump(Vertx vertx, Context context, Begun begun, WatchSink sink, Runnable ended) {
        this.vertx = vertx;
        this.context = context;
        this.sink = sink;
        this.ended = ended;
        this.opened = begun.stream;
        this.deadline = System.nanoTime() + lifetime(begun.request).toNanos();
        this.bookmarks = begun.request.flag("allowWatchBookmarks");
    }

    /** A watch that the machinery has agreed to, before it is known where it is sent. */
    static final class Begun {

        private final ApiRequest request;
        private final AtomicReference<@Nullable WatchPump> pump = new AtomicReference<>();
        private final WatchStream stream;

        /**
         * Begins a watch.
         *
         * @throws io.quarterdeck.model.ApiException if it is refused
         */
        Begun(ApiService api, ApiRequest request) {
            this.request = request;
            this.stream = api.watch(request, this::wake);
        }

        private void wake() {
            WatchPump woken = pump.get();
            if (woken != null) {
                woken.context.runOnContext(now -> woken.pump());
            }
        }

        /** Nobody is there to be sent anything. */
        void drop() {
            stream.close();
        }

        /** Sends until the watch ends; {@code ended} is called once, when nothing more will be sent. */
        void send(Vertx vertx, Context context, WatchSink sink, Runnable ended) {
            WatchPump sending = new WatchPump(vertx, context, this, sink, ended);
            pump.set(sending);
            sending.begin();
        }
    }

    private void begin() {
        sink.begin(opened.contentType(), this::stop);
        schedule();
        pump();
    }

    private void pump() {
        while (running && !waiting) {
            if (sink.closed()) {
                stop();
            } else if (sink.full(this::drained)) {
                waiting = true;
                waitingSince = System.nanoTime();
            } else {
                List<List<byte[]>> frames = opened.poll(BATCH);
                if (!frames.isEmpty()) {
                    sink.write(frames);
                } else if (opened.ended()) {
                    finish();
                } else {
                    return;
                }
            }
        }
    }

    private void drained() {
        waiting = false;
        pump();
    }

    private void schedule() {
        long left = Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis());
        timer = vertx.setTimer(Math.min(left, BOOKMARK_EVERY.toMillis()), due -> {
            timer = -1;
            tick();
        });
    }

    private void tick() {
        long now = System.nanoTime();
        if (!running) {
            return;
        }
        if (now - deadline >= 0) {
            finish();
            return;
        }
        if (waiting && now - waitingSince >= STALLED_MAX.toNanos()) {
            sink.abort();
            stop();
            return;
        }
        if (bookmarks && !waiting) {
            List<byte[]> bookmark = opened.bookmark();
            if (!bookmark.isEmpty()) {
                sink.write(List.of(bookmark));
            }
        }
        schedule();
    }

    private void finish() {
        sink.end();
        stop();
    }

    private void stop() {
        if (!running) {
            return;
        }
        running = false;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        opened.close();
        ended.run();
    }

    private static Duration lifetime(ApiRequest request) {
        try {
            long seconds = Long.parseLong(request.parameter("timeoutSeconds"));
            if (seconds > 0) {
                return Duration.ofSeconds(Math.min(seconds, Duration.ofDays(1).toSeconds()));
            }
        } catch (NumberFormatException e) {
            // Not given: the machinery refuses what is no number before we come here.
        }
        return LIFETIME.plusSeconds(ThreadLocalRandom.current().nextLong(LIFETIME.toSeconds()));
    }
}
