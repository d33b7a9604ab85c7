package io.quarterdeck.apiserver.http;

import io.quarterdeck.model.Status;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one request's body whole, within bounds of size and time. On the request's event loop. */
final class BodyReader {

    /** As Kubernetes: twice what etcd takes by default, with room for the encoding. */
    static final int BODY_MAX = 3 * 1024 * 1024;
    /** A body that takes longer is not being sent by somebody who wants an answer. */
    static final Duration BODY_TIME_MAX = Duration.ofSeconds(30);

    private static final byte[] NOTHING = new byte[0];

    private final HttpServerRequest request;
    private final Consumer<byte[]> whole;
    private final Consumer<Status> refused;
    private final Vertx vertx;
    private @Nullable Buffer body;
    private long timer = -1;
    private boolean done;

    private BodyReader(Vertx vertx, HttpServerRequest request, Consumer<byte[]> whole, Consumer<Status> refused) {
        this.vertx = vertx;
        this.request = request;
        this.whole = whole;
        this.refused = refused;
    }

    /** Calls exactly one of the two, unless the client goes away before its body is whole. */
    static void read(Vertx vertx, HttpServerRequest request, Consumer<byte[]> whole, Consumer<Status> refused) {
        new BodyReader(vertx, request, whole, refused).start();
    }

    private void start() {
        if (declaredLength() > BODY_MAX) {
            refuse(tooLarge());
            return;
        }
        request.handler(this::add);
        request.endHandler(end -> finish());
        request.exceptionHandler(failure -> stop());
        if (!request.isEnded()) {
            timer = vertx.setTimer(BODY_TIME_MAX.toMillis(), late -> {
                timer = -1;
                refuse(Status.of(408, "Timeout", "the request's body did not arrive in time"));
            });
        }
    }

    private long declaredLength() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void add(Buffer chunk) {
        if (done) {
            return;
        }
        Buffer soFar = body;
        int length = chunk.length() + (soFar == null ? 0 : soFar.length());
        if (length > BODY_MAX) {
            body = null;
            refuse(tooLarge());
        } else if (soFar == null) {
            body = chunk;
        } else {
            body = soFar.appendBuffer(chunk);
        }
    }

    private void finish() {
        if (!done) {
            stop();
            Buffer read = body;
            body = null;
            whole.accept(read == null ? NOTHING : read.getBytes());
        }
    }

    private void refuse(Status status) {
        if (!done) {
            stop();
            // What is still on its way is read and dropped, or the client might see a reset before our answer.
            refused.accept(status);
        }
    }

    private void stop() {
        done = true;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private static Status tooLarge() {
        return Status.of(413, "RequestEntityTooLarge", "Request entity too large: limit is " + BODY_MAX);
    }
}
