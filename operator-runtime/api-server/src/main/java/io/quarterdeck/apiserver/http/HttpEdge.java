package io.quarterdeck.apiserver.http;

import io.quarterdeck.apiserver.access.Denials;
import io.quarterdeck.apiserver.access.Impersonation;
import io.quarterdeck.apiserver.protobuf.ProtobufService;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.ApiService;
import io.quarterdeck.machinery.Connection;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.wire.Accept;
import io.quarterdeck.machinery.wire.PrettyText;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Status;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of every request: who asks, may they, and who answers. Hot path: a read is answered before this returns, on the
 * event loop that it arrived on; only what waits for a disk, or computes for milliseconds, goes to a virtual thread.
 */
final class HttpEdge {

    private static final System.Logger LOG = System.getLogger(HttpEdge.class.getName());
    private static final byte[] NO_BODY = new byte[0];
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final CharSequence IMPERSONATE_USER = HttpHeaders.createOptimized("impersonate-user");
    private static final CharSequence IMPERSONATE_GROUP = HttpHeaders.createOptimized("impersonate-group");
    private static final CharSequence IMPERSONATE_UID = HttpHeaders.createOptimized("impersonate-uid");
    private static final String IMPERSONATE_EXTRA = "impersonate-extra-";

    private final Vertx vertx;
    private final HttpsServer.Parts parts;
    private final Impersonation impersonation;
    private final InFlight inFlight = new InFlight();
    private final RequestMetrics metrics;
    private final ApiService api;

    HttpEdge(Vertx vertx, HttpsServer.Parts parts) {
        this.vertx = vertx;
        this.parts = parts;
        this.api = new ProtobufService(parts.api());
        this.impersonation = new Impersonation(parts.authorizer());
        this.metrics = new RequestMetrics(parts.registry(), inFlight);
    }

    /** Takes one request, on its event loop. */
    void handle(HttpServerRequest request, Peer peer) {
        Context context = vertx.getOrCreateContext();
        Exchange exchange;
        try {
            String path = request.path();
            RequestInfo info = RequestParser.parse(request.method().name(), path == null ? "/" : path, request.query());
            exchange = new Exchange(request, info, metrics, context, peer);
        } catch (ApiException e) {
            AnswerWriter.send(request, ApiAnswer.of(e.status()), () -> {});
            return;
        }
        try {
            route(context, exchange, peer);
        } catch (ApiException e) {
            exchange.answer(e.status());
        } catch (RuntimeException e) {
            fail(exchange, e);
        }
    }

    private void route(Context context, Exchange exchange, Peer peer) {
        HttpServerRequest request = exchange.request();
        RequestInfo info = exchange.info();
        if (!METHODS.contains(request.method().name())) {
            exchange.answer(Status.of(
                    405, "MethodNotAllowed", "the server does not allow this method on the requested resource"));
            return;
        }
        Optional<User> authenticated =
                parts.authenticator().authenticate(peer.certificate(), request.getHeader(HttpHeaders.AUTHORIZATION));
        if (authenticated.isEmpty()) {
            exchange.answer(Status.unauthorized());
            return;
        }
        User user = impersonated(request, authenticated.get());
        Attributes attributes = info.attributes();
        Decision decision = parts.authorizer().authorize(user, attributes);
        if (!decision.allowed()) {
            exchange.answer(Denials.forbidden(user, attributes, decision.reason()));
        } else if (!attributes.isResource()) {
            document(exchange);
        } else if (parts.streams().handles(info)) {
            connect(exchange, user);
        } else if (attributes.verb().equals("watch")) {
            watch(context, exchange, user);
        } else if (isRead(attributes.verb())) {
            read(exchange, toApi(exchange, user, NO_BODY));
        } else {
            BodyReader.read(vertx, request, body -> write(exchange, user, body), exchange::answer);
        }
    }

    /** Hands a request on to a node or pod, if those agree who are configured to be asked. */
    private void connect(Exchange exchange, User user) {
        Attributes what = exchange.info().attributes();
        if (what.subresource().equals("log") || !api.guardsConnections()) {
            parts.streams().handle(exchange);
            return;
        }
        RequestInfo info = exchange.info();
        Connection connection = new Connection(
                what.resource(), what.subresource(), what.namespace(), what.name(), info.rest(), info.query());
        exchange.request().pause();
        parts.threads().execute(() -> {
            try {
                api.admit(user, connection);
                exchange.later(() -> handOn(exchange));
            } catch (ApiException e) {
                exchange.later(() -> refuse(exchange, e));
            } catch (RuntimeException e) {
                exchange.later(() -> fail(exchange, e));
            }
        });
    }

    private void handOn(Exchange exchange) {
        try {
            parts.streams().handle(exchange);
        } catch (ApiException e) {
            refuse(exchange, e);
        } catch (RuntimeException e) {
            fail(exchange, e);
        }
    }

    /** What the client has sent meanwhile is read and forgotten. */
    private static void refuse(Exchange exchange, ApiException e) {
        exchange.request().resume();
        exchange.answer(e.status());
    }

    /** One object is written in no time in any form, and a list of stored bytes too; a list in another form is not. */
    private void read(Exchange exchange, ApiRequest request) {
        boolean list = exchange.info().attributes().verb().equals("list");
        if ((list && !isPlain(request)) || api.blocks(request)) {
            inBackground(exchange, () -> api.serve(request));
        } else {
            deliver(exchange, api.serve(request));
        }
    }

    private static boolean isPlain(ApiRequest request) {
        List<Accept> ranges = Accept.ranges(request.accept());
        return !ranges.isEmpty() && ranges.getFirst().isPlain() && !PrettyText.wanted(request);
    }

    private static boolean isRead(String verb) {
        return verb.equals("get") || verb.equals("list");
    }

    private User impersonated(HttpServerRequest request, User user) {
        MultiMap headers = request.headers();
        String name = headers.get(IMPERSONATE_USER);
        String uid = headers.get(IMPERSONATE_UID);
        if (name == null && uid == null && !headers.contains(IMPERSONATE_GROUP)) {
            return user;
        }
        Map<String, List<String>> extra = new LinkedHashMap<>();
        for (String header : headers.names()) {
            if (header.regionMatches(true, 0, IMPERSONATE_EXTRA, 0, IMPERSONATE_EXTRA.length())) {
                String key = header.substring(IMPERSONATE_EXTRA.length()).toLowerCase(Locale.ROOT);
                extra.put(RequestParser.decodeName(key), headers.getAll(header));
            }
        }
        return impersonation.become(
                user,
                new Impersonation.Wanted(
                        name == null ? "" : name, uid == null ? "" : uid, headers.getAll(IMPERSONATE_GROUP), extra));
    }

    private void document(Exchange exchange) {
        String accept = header(exchange.request(), HttpHeaders.ACCEPT);
        String known = header(exchange.request(), HttpHeaders.IF_NONE_MATCH);
        inBackground(exchange, () -> {
            ApiAnswer answer = parts.documents()
                    .find(exchange.info(), accept)
                    .orElseGet(() -> ApiAnswer.of(
                            Status.of(404, "NotFound", "the server could not find the requested resource")));
            return EntityTag.apply(exchange, known, answer);
        });
    }

    private void watch(Context context, Exchange exchange, User user) {
        HttpServerRequest request = exchange.request();
        WatchPump.Begun watch = new WatchPump.Begun(api, toApi(exchange, user, NO_BODY));
        exchange.streams();
        if (!isUpgrade(request)) {
            watch.send(vertx, context, new WatchSink.Body(request.response()), () -> exchange.done(200));
            return;
        }
        request.toWebSocket().onComplete(agreed -> {
            if (agreed.succeeded()) {
                watch.send(vertx, context, new WatchSink.Socket(agreed.result()), () -> exchange.done(101));
            } else {
                watch.drop();
                exchange.done(400);
            }
        });
    }

    private static boolean isUpgrade(HttpServerRequest request) {
        String upgrade = request.getHeader(HttpHeaders.UPGRADE);
        return "websocket".equalsIgnoreCase(upgrade) && request.version() == HttpVersion.HTTP_1_1;
    }

    private void write(Exchange exchange, User user, byte[] body) {
        if (!inFlight.enter(body.length)) {
            exchange.answer(
                    Status.of(429, "TooManyRequests", "Too many requests are being served, please try again later."));
            return;
        }
        parts.threads().execute(() -> {
            ApiAnswer answer;
            try {
                answer = api.serve(toApi(exchange, user, body));
            } catch (ApiException e) {
                exchange.later(() -> exchange.answer(e.status()));
                return;
            } catch (RuntimeException e) {
                exchange.later(() -> fail(exchange, e));
                return;
            } finally {
                inFlight.leave(body.length);
            }
            exchange.later(() -> deliver(exchange, answer));
        });
    }

    /** Sends an answer, compressed if that is worth while. */
    private void deliver(Exchange exchange, ApiAnswer answer) {
        if (!Gzip.wanted(exchange.request().getHeader(HttpHeaders.ACCEPT_ENCODING), answer)) {
            exchange.answer(answer);
            return;
        }
        exchange.request().response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        exchange.request().response().headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        parts.threads().execute(() -> {
            ApiAnswer compressed = Gzip.compress(answer);
            exchange.later(() -> exchange.answer(compressed));
        });
    }

    private void inBackground(Exchange exchange, java.util.function.Supplier<ApiAnswer> work) {
        parts.threads().execute(() -> {
            try {
                ApiAnswer answer = work.get();
                exchange.later(() -> deliver(exchange, answer));
            } catch (ApiException e) {
                exchange.later(() -> exchange.answer(e.status()));
            } catch (RuntimeException e) {
                exchange.later(() -> fail(exchange, e));
            }
        });
    }

    private static void fail(Exchange exchange, RuntimeException e) {
        LOG.log(
                System.Logger.Level.ERROR,
                "a request could not be answered: " + exchange.info().path(),
                e);
        exchange.answer(Status.of(500, "InternalError", "Internal error occurred"));
    }

    private static ApiRequest toApi(Exchange exchange, User user, byte[] body) {
        HttpServerRequest request = exchange.request();
        String method = request.method().name();
        return new ApiRequest(
                user,
                method.equals("HEAD") ? "GET" : method,
                exchange.info().path(),
                exchange.info().query(),
                Exchange.contentType(request),
                header(request, HttpHeaders.ACCEPT),
                header(request, HttpHeaders.USER_AGENT),
                body);
    }

    private static String header(HttpServerRequest request, CharSequence name) {
        @Nullable String value = request.getHeader(name);
        return value == null ? "" : value;
    }
}
