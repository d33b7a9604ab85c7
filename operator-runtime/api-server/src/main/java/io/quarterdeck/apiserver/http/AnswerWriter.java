package io.quarterdeck.apiserver.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.quarterdeck.machinery.ApiAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * Sends one answer. Hot path: a small one leaves as the bytes that the store holds, in one write; a large one is copied
 * once, into the chunks that the TLS engine reads, and only as fast as they leave. On the request's event loop.
 */
final class AnswerWriter {

    /** What goes out in one write. A few TLS records: large enough to keep the socket busy, small enough to be held. */
    private static final int CHUNK = 64 * 1024;

    private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("cache-control");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache, private");
    private static final CharSequence WARNING = HttpHeaders.createOptimized("warning");
    private static final CharSequence JSON = HttpHeaders.createOptimized(ApiAnswer.JSON);

    private final HttpServerResponse response;
    private final List<byte[]> pieces;
    private final Runnable ended;
    private final Outstanding outstanding = new Outstanding();
    private int piece;
    private int offset;
    private long left;

    private AnswerWriter(HttpServerResponse response, ApiAnswer answer, Runnable ended) {
        this.response = response;
        this.pieces = answer.pieces();
        this.ended = ended;
        this.left = answer.length();
    }

    /** Sends an answer; {@code ended} is called when its last byte was handed over, or its reader has gone. */
    static void send(HttpServerRequest request, ApiAnswer answer, Runnable ended) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            ended.run();
            return;
        }
        response.setStatusCode(answer.code());
        MultiMap headers = response.headers();
        headers.set(
                HttpHeaders.CONTENT_TYPE, answer.contentType().equals(ApiAnswer.JSON) ? JSON : answer.contentType());
        headers.set(CACHE_CONTROL, NO_CACHE);
        for (String warning : answer.warnings()) {
            headers.add(WARNING, "299 - \"" + quoted(warning) + "\"");
        }
        long length = answer.length();
        if (request.method().equals(HttpMethod.HEAD)) {
            headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
            response.end();
            ended.run();
        } else if (length <= CHUNK) {
            response.end(whole(answer.pieces()));
            ended.run();
        } else {
            headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
            new AnswerWriter(response, answer, once(ended)).start();
        }
    }

    /** These bytes as one buffer, without copying them. */
    static Buffer whole(List<byte[]> pieces) {
        return BufferImpl.buffer(
                pieces.size() == 1
                        ? Unpooled.wrappedBuffer(pieces.getFirst())
                        : Unpooled.wrappedBuffer(pieces.toArray(byte[][]::new)));
    }

    private void start() {
        response.exceptionHandler(failure -> ended.run());
        response.closeHandler(closed -> ended.run());
        write();
    }

    private void write() {
        while (left > 0) {
            if (response.closed()) {
                ended.run();
                return;
            }
            if (outstanding.full(this::write)) {
                return;
            }
            int size = (int) Math.min(CHUNK, left);
            ByteBuf chunk = fill(size);
            outstanding.written(size);
            Buffer buffer = BufferImpl.buffer(chunk);
            // Vert.x never releases a buffer that it was given: it goes back to its pool when it has been written, or
            // not.
            if (left == 0) {
                response.end(buffer).onComplete(written -> chunk.release());
                ended.run();
            } else {
                response.write(buffer).onComplete(written -> {
                    chunk.release();
                    outstanding.left(size);
                });
            }
        }
    }

    private ByteBuf fill(int size) {
        ByteBuf chunk = PooledByteBufAllocator.DEFAULT.directBuffer(size, size);
        int room = size;
        while (room > 0) {
            byte[] bytes = pieces.get(piece);
            int count = Math.min(room, bytes.length - offset);
            chunk.writeBytes(bytes, offset, count);
            room -= count;
            offset += count;
            if (offset == bytes.length) {
                piece++;
                offset = 0;
            }
        }
        left -= size;
        return chunk;
    }

    private static Runnable once(Runnable action) {
        boolean[] done = new boolean[1];
        return () -> {
            if (!done[0]) {
                done[0] = true;
                action.run();
            }
        };
    }

    private static String quoted(String warning) {
        return warning.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\\r\\n]+", " ");
    }
}
