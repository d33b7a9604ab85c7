package io.quarterdeck.apiserver.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarterdeck.apiserver.access.Authenticator;
import io.quarterdeck.apiserver.access.ClientCertificates;
import io.quarterdeck.apiserver.pki.Pki;
import io.quarterdeck.machinery.ApiService;
import io.quarterdeck.machinery.access.Authorizer;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The listening socket: TLS, HTTP/1.1 and HTTP/2, one event loop a core. */
public final class HttpsServer implements AutoCloseable {

    /** A handshake takes milliseconds; who needs longer is not shaking hands. */
    private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(10);
    /** One connection of a busy client carries all its watches. */
    private static final int STREAMS_MAX = 1000;
    /**
     * Resets of streams that a connection may send in {@link #RESETS_WITHIN} before it is closed. A client that ends all its
     * watches sends one for each, and may have begun and ended them a few times; a flood sends thousands a second.
     */
    private static final int RESETS_MAX = 4 * STREAMS_MAX;

    private static final Duration RESETS_WITHIN = Duration.ofSeconds(30);
    /** Tokens are carried in headers, label selectors in URLs; both can be long, neither this long. */
    private static final int HEADER_MAX = 64 * 1024;

    private static final int REQUEST_LINE_MAX = 64 * 1024;
    /** How often connections are looked over for idle ones: a third of what they may idle. */
    private static final Duration SWEEP_EVERY = Peers.IDLE_MAX.dividedBy(3);
    /** How long start and stop may take before something is wrong. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx;
    private final String deployment;

    private HttpsServer(Vertx vertx, String deployment) {
        this.vertx = vertx;
        this.deployment = deployment;
    }

    /** Where to listen, and whether OpenSSL may be used. */
    public record Binding(String address, int port, boolean openSsl) {}

    /** Who does the work behind the socket; {@code threads} runs what may block. */
    public record Parts(
            ApiService api,
            Authenticator authenticator,
            Authorizer authorizer,
            Documents documents,
            Streams streams,
            Executor threads,
            MeterRegistry registry) {}

    /** Listens; returns when connections are accepted. Throws {@link IOException} if the port cannot be had. */
    public static HttpsServer listen(Vertx vertx, Binding binding, Pki pki, Parts parts, InstantSource clock)
            throws IOException, InterruptedException {
        HttpServerOptions options = options(binding, pki);
        HttpEdge edge = new HttpEdge(vertx, parts);
        ClientCertificates certificates =
                new ClientCertificates(pki.authority().certificate().getPublicKey(), clock);
        int loops = Runtime.getRuntime().availableProcessors();
        try {
            String deployment = vertx.deployVerticle(
                            () -> new Loop(options, edge, certificates), new DeploymentOptions().setInstances(loops))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return new HttpsServer(vertx, deployment);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "cannot listen on " + binding.address() + ":" + binding.port() + ": " + cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        try {
            vertx.undeploy(deployment)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the server could not be stopped", e);
        }
    }

    private static HttpServerOptions options(Binding binding, Pki pki) {
        return new HttpServerOptions()
                .setHost(binding.address())
                .setPort(binding.port())
                .setSsl(true)
                .setUseAlpn(true)
                .setSslEngineOptions(EdgeTls.engine(binding.openSsl()))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setKeyCertOptions(EdgeTls.identity(pki.serving()))
                .setTrustOptions(EdgeTls.anyClient(pki.authority().certificate()))
                .setClientAuth(ClientAuth.REQUEST)
                .setSslHandshakeTimeout(HANDSHAKE_MAX.toSeconds())
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(HEADER_MAX)
                .setMaxInitialLineLength(REQUEST_LINE_MAX)
                .setHandle100ContinueAutomatically(true)
                // A watch's frames are small, and a compressor would keep a window for each reader.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2RstFloodMaxRstFramePerWindow(RESETS_MAX)
                .setHttp2RstFloodWindowDuration((int) RESETS_WITHIN.toSeconds())
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setInitialSettings(
                        new Http2Settings().setMaxConcurrentStreams(STREAMS_MAX).setMaxHeaderListSize(HEADER_MAX));
    }

    /** One event loop's share of the connections. */
    private static final class Loop extends AbstractVerticle {

        private final HttpServerOptions options;
        private final HttpEdge edge;
        private final Peers peers;

        Loop(HttpServerOptions options, HttpEdge edge, ClientCertificates certificates) {
            this.options = options;
            this.edge = edge;
            this.peers = new Peers(certificates);
        }

        @Override
        public void start(Promise<Void> started) {
            HttpServer server = vertx.createHttpServer(options);
            server.connectionHandler(peers::add);
            server.requestHandler(request -> edge.handle(request, peers.of(request.connection())));
            server.invalidRequestHandler(new InvalidRequests());
            vertx.setPeriodic(SWEEP_EVERY.toMillis(), tick -> peers.closeIdle());
            server.listen().<Void>mapEmpty().onComplete(started);
        }
    }
}
