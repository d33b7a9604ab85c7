package io.quarterdeck.apiserver.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.model.Status;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is no HTTP, or too much of it, with a Status like everything else. */
final class InvalidRequests implements Handler<HttpServerRequest> {

    @Override
    public void handle(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Status status;
        if (cause instanceof TooLongHttpLineException) {
            status = Status.of(414, "RequestURITooLong", "the URL is too long");
        } else if (cause instanceof TooLongHttpHeaderException) {
            status = Status.of(431, "RequestHeaderFieldsTooLarge", "the request's headers are too large");
        } else {
            status = Status.badRequest("this is no HTTP request");
        }
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        AnswerWriter.send(
                request, ApiAnswer.of(status), () -> request.connection().close());
    }
}
