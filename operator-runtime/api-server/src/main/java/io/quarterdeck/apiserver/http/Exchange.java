package io.quarterdeck.apiserver.http;

import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.model.Status;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * One request that is being answered: it is answered once, counted once, and its connection knows how long it is busy.
 * Everything but {@link #later} belongs on the request's event loop.
 */
public final class Exchange {

    private final HttpServerRequest request;
    private final RequestInfo info;
    private final RequestMetrics metrics;
    private final RequestMetrics.Route route;
    private final Context context;
    private final Peer peer;
    private final long began = System.nanoTime();
    private boolean longRunning;
    private boolean done;

    Exchange(HttpServerRequest request, RequestInfo info, RequestMetrics metrics, Context context, Peer peer) {
        this.request = request;
        this.info = info;
        this.metrics = metrics;
        this.context = context;
        this.peer = peer;
        String contentType = info.attributes().verb().equals("patch") ? contentType(request) : "";
        this.route = RequestMetrics.Route.of(info.attributes(), contentType.startsWith("application/apply-patch"));
        peer.begin();
    }

    public HttpServerRequest request() {
        return request;
    }

    public RequestInfo info() {
        return info;
    }

    /** Answers, and is done. */
    public void answer(ApiAnswer answer) {
        if (done) {
            return;
        }
        if (answer.code() == 429) {
            request.response().putHeader("retry-after", "1");
        }
        AnswerWriter.send(request, answer, () -> done(answer.code()));
    }

    /** Answers with a fault, and is done. */
    public void answer(Status status) {
        answer(ApiAnswer.of(status));
    }

    /** Runs on the request's event loop, from wherever this is called. */
    public void later(Runnable action) {
        context.runOnContext(now -> action.run());
    }

    /** From now on this may last for hours: whoever calls this sends the answer itself, and says when it is done. */
    public void streams() {
        if (!longRunning) {
            longRunning = true;
            metrics.longRunningBegins(route);
        }
    }

    /** Everything was sent, or the client has gone. */
    public void done(int code) {
        if (done) {
            return;
        }
        done = true;
        long now = System.nanoTime();
        peer.end(now);
        if (longRunning) {
            metrics.longRunningEnds(route);
        }
        metrics.answered(route, code, now - began);
    }

    static String contentType(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type == null ? "" : type;
    }
}
