package io.quarterdeck.apiserver;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quarterdeck.apiserver.http.Documents;
import io.quarterdeck.apiserver.http.EdgeTls;
import io.quarterdeck.apiserver.pki.Credential;
import io.quarterdeck.apiserver.pki.Pki;
import io.quarterdeck.machinery.ApiService;
import io.quarterdeck.store.Store;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The API on a port of its own, and clients for it. */
final class TestApi implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    final Vertx vertx = Vertx.vertx();
    final ApiServerConfig config;
    final Pki pki;
    final Access access;
    final Store store;
    private final ApiServer server;

    TestApi(
            Path directory,
            Store store,
            boolean openSsl,
            BiFunction<ApiServerConfig, Access, ApiService> service,
            Documents documents)
            throws IOException, InterruptedException {
        this.store = store;
        this.config = new ApiServerConfig(
                directory,
                "127.0.0.1",
                freePort(),
                "192.0.2.7",
                "10.96.0.0/16",
                "cluster.local",
                List.of("one"),
                openSsl);
        this.pki = ApiServer.prepare(config, InstantSource.system()).join();
        this.access = Access.of(config, pki, store, InstantSource.system());
        this.server = ApiServer.start(
                config,
                vertx,
                new ApiServer.Parts(
                        pki,
                        access,
                        store,
                        service.apply(config, access),
                        documents,
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        List.of()),
                InstantSource.system());
    }

    void ready() {
        server.ready();
    }

    URI uri(String path) {
        return URI.create("https://127.0.0.1:" + config.port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    }

    HttpClient admin(Path directory) throws IOException, GeneralSecurityException {
        return client(credential(directory, "admin"), HttpClient.Version.HTTP_2);
    }

    Credential credential(Path directory, String name) throws IOException, GeneralSecurityException {
        return TestPem.read(directory.resolve("pki"), name);
    }

    HttpClient client(@Nullable Credential credential, HttpClient.Version version) throws GeneralSecurityException {
        return HttpClient.newBuilder()
                .sslContext(ssl(credential))
                .version(version)
                .build();
    }

    SSLContext ssl(@Nullable Credential credential) throws GeneralSecurityException {
        try {
            KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
            trust.load(null, null);
            trust.setCertificateEntry("ca", pki.authority().certificate());
            TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
            trustManagers.init(trust);
            KeyManager[] keyManagers = null;
            if (credential != null) {
                KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
                keys.load(null, null);
                keys.setKeyEntry("me", credential.key(), new char[0], new Certificate[] {credential.certificate()});
                KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
                factory.init(keys, new char[0]);
                keyManagers = factory.getKeyManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers, trustManagers.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    static boolean openSslLoads() {
        return EdgeTls.engine(true) instanceof io.vertx.core.net.OpenSSLEngineOptions;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        store.close();
    }
}
