package io.quarterdeck.apiserver.nodes;

import io.quarterdeck.apiserver.http.EdgeTls;
import io.quarterdeck.apiserver.http.Exchange;
import io.quarterdeck.apiserver.pki.Pki;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Status;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Passes plain HTTP on, body by body, each as fast as its reader reads. */
final class Forward {

    /** A node on the same network answers a connection in milliseconds, or is not there. */
    static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    /** What is kept open to one host: followed logs hold a connection each. */
    private static final int CONNECTIONS_MAX = 256;

    /** What is said between two neighbours only, and what must not leave us: credentials. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "host",
            "authorization",
            "expect");

    private final HttpClient daemons;
    private final HttpClient addresses;

    Forward(Vertx vertx, Pki pki) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) CONNECT_MAX.toMillis())
                .setMaxPoolSize(CONNECTIONS_MAX)
                .setDecompressionSupported(false);
        this.addresses = vertx.createHttpClient(
                new HttpClientOptions(options).setTrustAll(true).setVerifyHost(false));
        this.daemons = vertx.createHttpClient(new HttpClientOptions(options)
                .setSsl(true)
                .setVerifyHost(false)
                .setTrustOptions(EdgeTls.signedBy(pki.authority().certificate()))
                .setKeyCertOptions(EdgeTls.identity(pki.nodeClient())));
    }

    /** What the node itself answers. */
    void toDaemon(Exchange exchange, Cluster.Daemon daemon, String path) {
        toDaemon(exchange, daemon, path, answer -> relay(exchange, answer));
    }

    /** What the node knows of a pod: its refusals are texts, which clients expect to get as a Status. */
    void logFrom(Exchange exchange, Cluster.Daemon daemon, String path) {
        toDaemon(exchange, daemon, path, answer -> {
            if (answer.statusCode() < 400) {
                relay(exchange, answer);
                return;
            }
            answer.body().onComplete(read -> {
                String why = read.succeeded()
                        ? read.result().toString(StandardCharsets.UTF_8).strip()
                        : "";
                exchange.answer(refusal(answer.statusCode(), why));
            });
        });
    }

    static Status refusal(int code, String why) {
        return switch (code) {
            case 400 -> Status.badRequest(why);
            case 404 -> Status.of(404, "NotFound", why);
            default -> Status.of(500, "InternalError", "Internal error occurred: " + why);
        };
    }

    private void toDaemon(Exchange exchange, Cluster.Daemon daemon, String path, Consumer<HttpClientResponse> take) {
        RequestOptions options =
                options(exchange, daemon.address(), daemon.port(), path).setSsl(true);
        exchange.request().pause();
        daemons.request(options).onComplete(opened -> {
            if (opened.failed()) {
                unreachable(exchange, "node " + daemon.nodeName(), opened.cause());
                return;
            }
            try {
                NodeTrust.require(opened.result().connection().sslSession(), daemon);
            } catch (ApiException e) {
                opened.result().reset();
                exchange.answer(e.status());
                return;
            }
            send(exchange, opened.result(), "node " + daemon.nodeName(), take);
        });
    }

    void toAddress(Exchange exchange, ProxyTarget target, String path) {
        RequestOptions options =
                options(exchange, target.address(), target.port(), path).setSsl(target.https());
        String who = target.address() + ":" + target.port();
        exchange.request().pause();
        addresses.request(options).onComplete(opened -> {
            if (opened.failed()) {
                unreachable(exchange, who, opened.cause());
            } else {
                send(exchange, opened.result(), who, answer -> relay(exchange, answer));
            }
        });
    }

    private static RequestOptions options(Exchange exchange, String host, int port, String path) {
        return new RequestOptions()
                .setMethod(exchange.request().method())
                .setHost(host)
                .setPort(port)
                .setURI(path);
    }

    private static void send(
            Exchange exchange, HttpClientRequest onward, String who, Consumer<HttpClientResponse> take) {
        HttpServerRequest request = exchange.request();
        copy(request.headers(), onward.headers());
        request.response().closeHandler(gone -> onward.reset());
        onward.response().onComplete(answered -> {
            if (answered.failed()) {
                unreachable(exchange, who, answered.cause());
            } else {
                take.accept(answered.result());
            }
        });
        boolean body = request.headers().contains("content-length")
                || request.headers().contains("transfer-encoding");
        if (body) {
            if (!request.headers().contains("content-length")) {
                onward.setChunked(true);
            }
            request.pipeTo(onward).onFailure(broken -> onward.reset());
        } else {
            request.resume();
            onward.end();
        }
    }

    private static void relay(Exchange exchange, HttpClientResponse answer) {
        HttpServerResponse response = exchange.request().response();
        response.setStatusCode(answer.statusCode());
        copy(answer.headers(), response.headers());
        if (!response.headers().contains("content-length")) {
            response.setChunked(true);
        }
        answer.pipeTo(response).onComplete(ended -> exchange.done(answer.statusCode()));
    }

    private static void copy(MultiMap from, MultiMap to) {
        for (Map.Entry<String, String> header : from.entries()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!NOT_PASSED_ON.contains(name) && !name.startsWith("impersonate-") && !name.startsWith(":")) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    private static void unreachable(Exchange exchange, String who, Throwable cause) {
        exchange.answer(
                Status.of(503, "ServiceUnavailable", "error trying to reach " + who + ": " + cause.getMessage()));
    }
}
