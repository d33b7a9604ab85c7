package io.quarterdeck.apiserver;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quarterdeck.apiserver.access.Authenticator;
import io.quarterdeck.apiserver.access.Groups;
import io.quarterdeck.apiserver.documents.Health;
import io.quarterdeck.apiserver.documents.HealthCheck;
import io.quarterdeck.apiserver.documents.StandardDocuments;
import io.quarterdeck.apiserver.http.Documents;
import io.quarterdeck.apiserver.http.EdgeTls;
import io.quarterdeck.apiserver.http.HttpsServer;
import io.quarterdeck.apiserver.nodes.NodeStreams;
import io.quarterdeck.apiserver.pki.Pki;
import io.quarterdeck.machinery.ApiService;
import io.quarterdeck.machinery.User;
import io.quarterdeck.store.Store;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The API, listening. In order: {@link #prepare} (beside the loading of the store), {@link Access#of}, the machinery,
 * {@link #start}, {@link Bootstrap}, {@link #ready}.
 */
public final class ApiServer implements AutoCloseable {

    private final HttpsServer server;
    private final ExecutorService threads;
    private final AtomicBoolean ready;

    private ApiServer(HttpsServer server, ExecutorService threads, AtomicBoolean ready) {
        this.server = server;
        this.threads = threads;
        this.ready = ready;
    }

    /** Reads or makes keys and certificates, and loads OpenSSL, on threads of their own: both take a while. */
    public static CompletableFuture<Pki> prepare(ApiServerConfig config, InstantSource clock) {
        CompletableFuture<Pki> pki = new CompletableFuture<>();
        Thread.ofPlatform().name("pki").daemon().start(() -> {
            try {
                pki.complete(Pki.open(config.pkiNeeds(), clock.instant()));
            } catch (IOException e) {
                pki.completeExceptionally(new UncheckedIOException(e));
            } catch (RuntimeException e) {
                pki.completeExceptionally(e);
            }
        });
        Thread.ofPlatform().name("tls").daemon().start(() -> EdgeTls.engine(config.openSsl()));
        return pki;
    }

    /**
     * What stands behind the edge.
     *
     * @param documents discovery and OpenAPI, and whatever else is served at URLs that name no object
     * @param checks what {@code /livez} and {@code /readyz} look at, beside the edge's own
     */
    public record Parts(
            Pki pki,
            Access access,
            Store store,
            ApiService api,
            Documents documents,
            PrometheusMeterRegistry registry,
            List<HealthCheck> checks) {
        public Parts {
            checks = List.copyOf(checks);
        }
    }

    /** Listens; returns when connections are accepted. Throws {@link IOException} if the port cannot be had. */
    public static ApiServer start(ApiServerConfig config, Vertx vertx, Parts parts, InstantSource clock)
            throws IOException, InterruptedException {
        AtomicBoolean ready = new AtomicBoolean();
        List<HealthCheck> checks = new ArrayList<>(parts.checks());
        checks.add(new HealthCheck("poststarthook/bootstrap", false, ready::get));
        Documents documents = new StandardDocuments(
                new Health(checks), parts.registry(), parts.access().signer(), config.issuer(), parts.documents());
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("api-", 0).factory());
        HttpsServer server = HttpsServer.listen(
                vertx,
                new HttpsServer.Binding(config.bindAddress(), config.port(), config.openSsl()),
                parts.pki(),
                new HttpsServer.Parts(
                        parts.api(),
                        new Authenticator(
                                parts.access().tokens(),
                                new User(Pki.ADMIN, "", List.of(Pki.ADMIN_GROUP, Groups.AUTHENTICATED), Map.of()),
                                parts.pki().adminToken()),
                        parts.access().authorizer(),
                        documents,
                        new NodeStreams(vertx, parts.store(), parts.pki()),
                        threads,
                        parts.registry()),
                clock);
        return new ApiServer(server, threads, ready);
    }

    /** From now on {@code /readyz} says ok: what every cluster has is there. */
    public void ready() {
        ready.set(true);
    }

    /** Stops listening and ends what is under way. */
    @Override
    public void close() {
        ready.set(false);
        server.close();
        threads.shutdown();
    }
}
