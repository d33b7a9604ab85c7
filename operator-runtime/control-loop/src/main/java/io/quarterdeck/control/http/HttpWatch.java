package io.quarterdeck.control.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.Watch;
import io.quarterdeck.control.WatchListener;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Status;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One running watch: the event loop hands chunks over, a virtual thread cuts them into lines and calls the listener. A
 * listener that is slow makes the connection wait, not the memory grow.
 */
final class HttpWatch implements Watch {

    /** Servers send a bookmark about every minute. Silence for longer than this is a connection that died unnoticed. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(4);

    /** Chunks asked for at once: enough to keep the loop busy, too few to matter. */
    private static final int CHUNKS_AHEAD = 16;

    /** No event is larger than the API's largest object with some room; a longer line is no watch. */
    private static final int LINE_MAX = 16 << 20;

    private final ResourceType type;
    private final HttpClientResponse response;
    private final WatchListener listener;
    private final LinkedBlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private sealed interface Chunk {
        record Bytes(Buffer buffer) implements Chunk {}

        record End(Optional<String> fault) implements Chunk {}
    }

    private HttpWatch(ResourceType type, HttpClientResponse response, WatchListener listener) {
        this.type = type;
        this.response = response;
        this.listener = listener;
    }

    static HttpWatch begin(ResourceType type, HttpClientResponse response, WatchListener listener) {
        HttpWatch watch = new HttpWatch(type, response, listener);
        response.handler(buffer -> watch.chunks.add(new Chunk.Bytes(buffer)));
        response.exceptionHandler(fault -> watch.chunks.add(new Chunk.End(Optional.of(fault.toString()))));
        response.endHandler(end -> watch.chunks.add(new Chunk.End(Optional.empty())));
        Thread.ofVirtual().name("watch " + type.resource()).start(watch::run);
        return watch;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            response.request().reset();
            chunks.add(new Chunk.End(Optional.empty()));
        }
    }

    private void run() {
        Status fault = null;
        try {
            response.fetch(CHUNKS_AHEAD);
            fault = read();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalArgumentException e) {
            fault = unavailable("a watch sent what is no event: " + e.getMessage());
        } finally {
            response.request().reset();
            if (!closed.getAndSet(true)) {
                listener.ended(fault);
            }
        }
    }

    /** Reads to the end; returns why it came, null if it came as it should. */
    private @Nullable Status read() throws InterruptedException {
        Buffer pending = Buffer.buffer();
        while (true) {
            Chunk chunk = chunks.poll(SILENCE_MAX.toMillis(), TimeUnit.MILLISECONDS);
            switch (chunk) {
                case null -> {
                    // The connection is as dead as its silence; others must not be sent over it.
                    response.request().connection().close();
                    return unavailable("a watch of " + type.resource() + " fell silent");
                }
                case Chunk.End(Optional<String> fault) -> {
                    return fault.map(HttpWatch::unavailable).orElse(null);
                }
                case Chunk.Bytes(Buffer buffer) -> {
                    response.fetch(1);
                    pending.appendBuffer(buffer);
                    int end = lastLineBreak(buffer, pending.length());
                    if (end > 0) {
                        Status fault = lines(pending.getBytes(0, end));
                        if (fault != null) {
                            return fault;
                        }
                        pending = pending.getBuffer(end, pending.length());
                    } else if (pending.length() > LINE_MAX) {
                        return unavailable("a watch sent a line without end");
                    }
                }
            }
        }
    }

    /** Where the last whole line of what is pending ends, searching only what is new; 0 if none does. */
    private static int lastLineBreak(Buffer added, int total) {
        for (int i = added.length() - 1; i >= 0; i--) {
            if (added.getByte(i) == '\n') {
                return total - added.length() + i + 1;
            }
        }
        return 0;
    }

    private @Nullable Status lines(byte[] lines) {
        int start = 0;
        for (int i = 0; i < lines.length; i++) {
            if (lines[i] == '\n') {
                Status fault = i > start ? line(java.util.Arrays.copyOfRange(lines, start, i)) : null;
                if (fault != null) {
                    return fault;
                }
                start = i + 1;
            }
        }
        return null;
    }

    private @Nullable Status line(byte[] line) {
        ObjectNode event = Json.parseObject(line);
        ObjectNode object = Json.ensureObject(event, "object");
        switch (Json.text(event, "type")) {
            case "ADDED" -> tell(WatchListener.Change.ADDED, object);
            case "MODIFIED" -> tell(WatchListener.Change.MODIFIED, object);
            case "DELETED" -> tell(WatchListener.Change.DELETED, object);
            case "BOOKMARK" -> listener.bookmark(Long.parseLong(Json.text(object, "metadata", "resourceVersion")));
            case "ERROR" -> {
                return Status.parse(object);
            }
            default -> {
                // A kind of event that a newer server knows.
            }
        }
        return null;
    }

    private void tell(WatchListener.Change change, ObjectNode object) {
        if (!closed.get()) {
            listener.changed(change, KubeObject.parse(HttpApiClient.named(type, object)));
        }
    }

    private static Status unavailable(String message) {
        return Status.of(503, "ServiceUnavailable", message);
    }
}
