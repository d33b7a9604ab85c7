package io.quarterdeck.control.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** One request at a time, blocking: the only place that sees a Vert.x future. */
final class Transport {

    /** An API on the next host connects in a millisecond; one that takes longer is down. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** As upstream's limit for a request that is no watch. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

    /** The default windows of HTTP/2 (64 KiB) would make a large LIST wait for one round trip after another. */
    private static final int STREAM_WINDOW = 4 << 20;

    private static final int CONNECTION_WINDOW = 16 << 20;

    /** A second connection takes over where watches fill the first one's streams (100 on most servers). */
    private static final int HTTP2_CONNECTIONS_MAX = 4;

    /** Where the server speaks HTTP/1.1 only, each watch takes a connection of its own. */
    private static final int HTTP1_CONNECTIONS_MAX = 256;

    private final HttpClient client;
    private final KubeConfig config;
    private final String userAgent;

    /** What to send. */
    record Call(String method, String uri, String contentType, byte[] body) {

        static Call get(String uri) {
            return new Call("GET", uri, "", new byte[0]);
        }
    }

    /** What came back. */
    record Reply(int code, int retryAfterSeconds, byte[] body) {}

    Transport(Vertx vertx, KubeConfig config, String userAgent) {
        this.config = config;
        this.userAgent = userAgent;
        this.client = vertx.createHttpClient(options(config));
    }

    void close() {
        client.close();
    }

    String host() {
        return config.server().getAuthority();
    }

    /** Sends a request and reads the whole answer. Throws ApiException if there is none, whatever the code if there is. */
    Reply exchange(Call call) {
        HttpClientRequest request = open(call);
        Future<Reply> answer = send(request, call, response -> response.body().map(body -> reply(response, body)));
        try {
            return await(answer, REQUEST_TIMEOUT, "reading the answer");
        } catch (ApiException e) {
            request.reset();
            throw e;
        }
    }

    /** Sends a request and returns the answer's head; its body is paused. */
    HttpClientResponse begin(Call call) {
        HttpClientRequest request = open(call);
        Future<HttpClientResponse> head = send(request, call, response -> {
            response.pause();
            return Future.succeededFuture(response);
        });
        try {
            return await(head, REQUEST_TIMEOUT, "waiting for the answer");
        } catch (ApiException e) {
            request.reset();
            throw e;
        }
    }

    /** Reads the rest of an answer that {@link #begin} returned. */
    Reply rest(HttpClientResponse response) {
        Future<Buffer> body = response.body();
        response.resume();
        return reply(response, await(body, REQUEST_TIMEOUT, "reading the answer"));
    }

    /** The fault that an answer carries; the Status of the API if it is one. */
    static ApiException fault(Reply reply) {
        Status status;
        try {
            ObjectNode body = Json.parseObject(reply.body());
            status = Json.text(body, "kind").equals("Status")
                    ? Status.parse(body)
                    : Status.of(reply.code(), "", "the API answered " + reply.code());
        } catch (IllegalArgumentException e) {
            status = Status.of(reply.code(), "", "the API answered " + reply.code());
        }
        int retryAfter = Math.max(status.retryAfterSeconds(), reply.retryAfterSeconds());
        return new ApiException(new Status(
                reply.code(), status.reason(), status.message(), status.subject(), status.causes(), retryAfter));
    }

    private HttpClientRequest open(Call call) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(call.method()))
                .setAbsoluteURI(config.server().resolve(call.uri()).toString())
                .putHeader(HttpHeaders.ACCEPT, "application/json")
                .putHeader(HttpHeaders.USER_AGENT, userAgent);
        config.currentToken().ifPresent(token -> options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token));
        if (!call.contentType().isEmpty()) {
            options.putHeader(HttpHeaders.CONTENT_TYPE, call.contentType());
        }
        try {
            return await(client.request(options), CONNECT_TIMEOUT.plusSeconds(1), "connecting");
        } catch (ApiException e) {
            throw new ApiException(e.status(), new NotSentException(e));
        }
    }

    /**
     * Sends a request. What is to be done with the answer is said before anything is sent: an answer that comes before
     * somebody listens loses its body.
     */
    private static <T> Future<T> send(
            HttpClientRequest request, Call call, Function<HttpClientResponse, Future<T>> reader) {
        Future<T> answer = request.response().compose(reader);
        if (call.body().length == 0) {
            request.end();
        } else {
            request.end(Buffer.buffer(call.body()));
        }
        return answer;
    }

    private static Reply reply(HttpClientResponse response, Buffer body) {
        return new Reply(response.statusCode(), seconds(response.getHeader("Retry-After")), body.getBytes());
    }

    private static int seconds(@org.jspecify.annotations.Nullable String header) {
        try {
            return header == null ? 0 : Integer.parseInt(header);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static <T> T await(Future<T> future, Duration timeout, String what) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unreachable(what + " failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw unreachable(what + " took longer than " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(what + " was interrupted", e);
        }
    }

    private static ApiException unreachable(String why, Exception cause) {
        return new ApiException(Status.of(503, "ServiceUnavailable", "the API cannot be reached: " + why), cause);
    }

    private static HttpClientOptions options(KubeConfig config) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setTcpKeepAlive(true)
                .setMaxPoolSize(HTTP1_CONNECTIONS_MAX)
                .setHttp2MaxPoolSize(HTTP2_CONNECTIONS_MAX)
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(STREAM_WINDOW));
        if (!"https".equals(config.server().getScheme())) {
            return options;
        }
        options.setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setTrustAll(config.trustAll())
                .setVerifyHost(!config.trustAll());
        config.authorities()
                .ifPresent(
                        pem -> options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(pem.text()))));
        config.certificate()
                .ifPresent(pair -> options.setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(pair.certificate().text()))
                        .addKeyValue(Buffer.buffer(pair.key().text()))));
        return options;
    }
}
