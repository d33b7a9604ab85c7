package io.quarterdeck.apiserver.http;

import io.netty.buffer.Unpooled;
import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.ApiService;
import io.quarterdeck.machinery.WatchStream;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
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

    private final Vertx vertx;
    private final Context context;
    private final HttpServerResponse response;
    private final Runnable ended;
    private final long deadline;
    private final boolean bookmarks;
    private @Nullable WatchStream stream;
    private long timer = -1;
    private boolean waiting;

    private WatchPump(Vertx vertx, Context context, ApiRequest request, HttpServerResponse response, Runnable ended) {
        this.vertx = vertx;
        this.context = context;
        this.response = response;
        this.ended = ended;
        this.deadline = System.nanoTime() + lifetime(request).toNanos();
        this.bookmarks = request.flag("allowWatchBookmarks");
    }

    /**
     * Begins a watch and sends until it ends.
     *
     * @param ended called once, when nothing more will be sent
     * @throws io.quarterdeck.model.ApiException if the watch is refused; nothing was sent then
     */
    static void start(
            Vertx vertx,
            Context context,
            ApiService api,
            ApiRequest request,
            HttpServerResponse response,
            Runnable ended) {
        WatchPump pump = new WatchPump(vertx, context, request, response, ended);
        pump.begin(api.watch(request, pump::wake));
    }

    private void wake() {
        context.runOnContext(woken -> pump());
    }

    private void begin(WatchStream opened) {
        stream = opened;
        response.setStatusCode(200).setChunked(true);
        response.putHeader(HttpHeaders.CONTENT_TYPE, opened.contentType());
        response.putHeader("cache-control", "no-cache, private");
        response.exceptionHandler(failure -> stop());
        response.closeHandler(closed -> stop());
        response.writeHead();
        schedule();
        pump();
    }

    private void pump() {
        WatchStream open = stream;
        if (open == null || waiting) {
            return;
        }
        while (!response.closed()) {
            if (response.writeQueueFull()) {
                waiting = true;
                response.drainHandler(drained -> {
                    waiting = false;
                    pump();
                });
                return;
            }
            List<List<byte[]>> frames = open.poll(BATCH);
            if (!frames.isEmpty()) {
                write(frames);
            } else if (open.ended()) {
                finish();
                return;
            } else {
                return;
            }
        }
        stop();
    }

    private void write(List<List<byte[]>> frames) {
        List<byte[]> pieces = new ArrayList<>(frames.size() * frames.getFirst().size());
        frames.forEach(pieces::addAll);
        response.write(BufferImpl.buffer(Unpooled.wrappedBuffer(pieces.toArray(byte[][]::new))));
    }

    private void schedule() {
        long left = Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis());
        long delay = bookmarks ? Math.min(left, BOOKMARK_EVERY.toMillis()) : left;
        timer = vertx.setTimer(delay, due -> {
            timer = -1;
            tick();
        });
    }

    private void tick() {
        WatchStream open = stream;
        if (open == null) {
            return;
        }
        if (System.nanoTime() - deadline >= 0) {
            finish();
            return;
        }
        if (bookmarks && !waiting) {
            List<byte[]> bookmark = open.bookmark();
            if (!bookmark.isEmpty()) {
                write(List.of(bookmark));
            }
        }
        schedule();
    }

    private void finish() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
        stop();
    }

    private void stop() {
        WatchStream open = stream;
        if (open == null) {
            return;
        }
        stream = null;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        open.close();
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
