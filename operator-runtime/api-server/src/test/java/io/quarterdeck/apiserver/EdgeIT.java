package io.quarterdeck.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.quarterdeck.apiserver.pki.Credential;
import io.quarterdeck.apiserver.pki.Pki;
import io.quarterdeck.model.Json;
import io.quarterdeck.store.memory.MemoryStore;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EdgeIT {

    private static final String LIST = "/api/v1/namespaces/default/configmaps";

    @TempDir
    Path directory;

    private final FakeApi fake = new FakeApi();

    @SuppressWarnings("NullAway.Init")
    private TestApi api;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        api = new TestApi(
                directory, new MemoryStore(), true, (config, access) -> fake, (info, accept) -> Optional.empty());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private HttpResponse<String> get(HttpClient client, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = api.request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String message(HttpResponse<String> response) {
        return Json.text(Json.parseObject(response.body().getBytes(StandardCharsets.UTF_8)), "message");
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void answersOneObjectAndALongList(HttpClient.Version version) throws Exception {
        HttpClient client = api.client(api.credential(directory, "admin"), version);

        HttpResponse<String> one = get(client, LIST + "/x");
        assertThat(one.version()).isEqualTo(version);
        assertThat(one.statusCode()).isEqualTo(200);
        assertThat(one.body()).isEqualTo(new String(FakeApi.OBJECT, StandardCharsets.US_ASCII));

        HttpResponse<String> all = get(client, LIST);
        assertThat(Json.items(Json.parse(all.body().getBytes(StandardCharsets.UTF_8)), "items"))
                .hasSize(FakeApi.LENGTH);
    }

    @Test
    void givesTheMemoryOfLongListsBack() throws Exception {
        HttpClient client = api.client(api.credential(directory, "admin"), HttpClient.Version.HTTP_1_1);
        long all = 0;
        for (int i = 0; i < 100; i++) {
            all += get(client, LIST).body().length();
        }

        assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()).isLessThan(all / 2);
    }

    @Test
    void compressesALongListForWhoAsks() throws Exception {
        HttpResponse<byte[]> response = api.admin(directory)
                .send(api.request(LIST).header("accept-encoding", "gzip").build(), BodyHandlers.ofByteArray());

        assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertThat(Json.items(Json.parse(in.readAllBytes()), "items")).hasSize(FakeApi.LENGTH);
        }
    }

    @Test
    void knowsWhoAsks() throws Exception {
        HttpClient nobody = api.client(null, HttpClient.Version.HTTP_2);

        assertThat(get(nobody, "/version").statusCode()).isEqualTo(200);
        HttpResponse<String> list = get(nobody, "/api/v1/namespaces/default/pods");
        assertThat(list.statusCode()).isEqualTo(403);
        assertThat(message(list))
                .isEqualTo(
                        "pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" in API group \"\""
                                + " in the namespace \"default\"");
        assertThat(get(nobody, "/version", "authorization", "Bearer rubbish").statusCode())
                .isEqualTo(401);
        assertThat(get(nobody, "/nowhere").statusCode()).isEqualTo(403);
        assertThat(get(api.admin(directory), "/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesACertificateOfAnotherAuthority() throws Exception {
        Path elsewhere = directory.resolve("elsewhere");
        Pki.open(
                new Pki.Needs(elsewhere, List.of("localhost"), "https://a", "https://b", List.of()),
                Instant.EPOCH.plusSeconds(1_900_000_000L));
        Credential foreign = TestPem.read(elsewhere.resolve("pki"), "admin");

        // The JDK's client does not show a certificate that the server's list of authorities does not name, so
        // this one goes with a list of ours: both authorities have the same name.
        HttpClient client = api.client(foreign, HttpClient.Version.HTTP_1_1);
        HttpResponse<String> response = get(client, LIST + "/x");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(message(response)).isEqualTo("Unauthorized");
    }

    @Test
    void actsAsSomebodyElseForAnAdministratorOnly() throws Exception {
        HttpResponse<String> asJane = get(api.admin(directory), LIST, "impersonate-user", "jane");
        assertThat(asJane.statusCode()).isEqualTo(403);
        assertThat(message(asJane)).contains("User \"jane\" cannot list resource \"configmaps\"");

        HttpClient node = api.client(api.credential(directory, "node-one"), HttpClient.Version.HTTP_2);
        HttpResponse<String> refused = get(node, LIST, "impersonate-user", "jane");
        assertThat(message(refused)).contains("User \"system:node:one\" cannot impersonate resource \"users\"");
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void refusesABodyThatIsTooLarge(HttpClient.Version version) throws Exception {
        HttpClient client = api.client(api.credential(directory, "admin"), version);
        byte[] large = new byte[3 * 1024 * 1024 + 1];

        HttpResponse<String> declared = client.send(
                api.request(LIST)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(large))
                        .build(),
                BodyHandlers.ofString());
        assertThat(declared.statusCode()).isEqualTo(413);

        HttpResponse<String> chunked = client.send(
                api.request(LIST)
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(chunked.statusCode()).isEqualTo(413);

        HttpResponse<String> fits = client.send(
                api.request(LIST)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(fits.statusCode()).isEqualTo(201);
        assertThat(fits.body()).isEqualTo("{\"a\":1}");
    }

    @Test
    void answersWhatIsNoHttpWithAStatus() throws Exception {
        assertThat(raw("GARBAGE\r\n\r\n")).contains("400 Bad Request").contains("\"reason\":\"BadRequest\"");
        assertThat(raw("GET /" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .contains(" 414 ");
        assertThat(raw("GET /version HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(70_000) + "\r\n\r\n"))
                .contains(" 431 ");
        assertThat(raw("BREW /version HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
        assertThat(raw("GET /api/v1/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    private String raw(String request) throws IOException, GeneralSecurityException {
        try (SSLSocket socket = (SSLSocket) api.ssl(api.credential(directory, "admin"))
                .getSocketFactory()
                .createSocket("127.0.0.1", api.config.port())) {
            socket.setSoTimeout((int) TestApi.PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void sendsAWatchAsItHappens(HttpClient.Version version) throws Exception {
        HttpClient client = api.client(api.credential(directory, "admin"), version);
        HttpResponse<InputStream> response =
                client.send(api.request(LIST + "?watch=1").build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        FakeApi.FakeWatch watch = fake.watches.getFirst();

        BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        for (int i = 0; i < 200; i++) {
            watch.send("{\"n\":" + i + "}");
        }
        for (int i = 0; i < 200; i++) {
            assertThat(lines.readLine()).isEqualTo("{\"n\":" + i + "}");
        }
        lines.close();
        await(watch.closed::get);
    }

    /** Stopping an operator with many informers is no attack: what else its connection carries goes on. */
    @Test
    void manyWatchesMayEndAtOnce() throws Exception {
        HttpClient client = api.admin(directory);
        HttpRequest request = api.request(LIST + "?watch=1").build();
        try (InputStream kept =
                client.send(request, BodyHandlers.ofInputStream()).body()) {
            FakeApi.FakeWatch watch = fake.watches.getFirst();
            List<InputStream> others = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                others.add(client.send(request, BodyHandlers.ofInputStream()).body());
            }
            for (InputStream other : others) {
                other.close();
            }
            await(() ->
                    fake.watches.stream().filter(other -> other.closed.get()).count() == others.size());
            assertThat(watch.closed).isFalse();
            watch.send("{\"n\":1}");
            BufferedReader lines = new BufferedReader(new InputStreamReader(kept, StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("{\"n\":1}");
        }
    }

    @Test
    void aReaderThatDoesNotReadHoldsNobodyUp() throws Exception {
        try (SSLSocket stalled = (SSLSocket)
                api.ssl(api.credential(directory, "admin")).getSocketFactory().createSocket()) {
            // A small one, or the kernel takes tens of megabytes for the reader.
            stalled.setReceiveBufferSize(64 * 1024);
            stalled.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.config.port()));
            String request = "GET " + LIST + "?watch=1 HTTP/1.1\r\nHost: a\r\n\r\n";
            stalled.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            await(() -> fake.watches.size() == 1);
            FakeApi.FakeWatch silent = fake.watches.getFirst();
            // More than sockets hold, so that most of it can only stay where it is.
            String large = "x".repeat(64 * 1024);
            for (int i = 0; i < 1000; i++) {
                silent.send(large);
            }

            HttpResponse<InputStream> response =
                    api.admin(directory).send(api.request(LIST + "?watch=1").build(), BodyHandlers.ofInputStream());
            fake.watches.get(1).send("{\"n\":1}");
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                assertThat(lines.readLine()).isEqualTo("{\"n\":1}");
            }
            assertThat(silent.left()).isGreaterThan(500);
            assertThat(silent.closed).isFalse();
        }
        await(fake.watches.getFirst().closed::get);
    }

    @Test
    void endsAWatchWhenItsTimeIsUp() throws Exception {
        HttpResponse<String> response = get(api.admin(directory), LIST + "?watch=1&timeoutSeconds=1");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        await(() -> fake.watches.getFirst().closed.get());
    }

    @Test
    void saysHowItIs() throws Exception {
        HttpClient admin = api.admin(directory);
        assertThat(get(admin, "/readyz").statusCode()).isEqualTo(500);
        assertThat(get(admin, "/livez").body()).isEqualTo("ok");
        api.ready();
        assertThat(get(admin, "/readyz").body()).isEqualTo("ok");
        assertThat(get(admin, "/readyz?verbose").body())
                .isEqualTo("[+]ping ok\n[+]poststarthook/bootstrap ok\nreadyz check passed\n");
        get(admin, LIST + "/x");
        assertThat(get(admin, "/metrics").body())
                .contains("apiserver_request_total{")
                .contains("apiserver_request_duration_seconds_bucket{")
                .contains("resource=\"configmaps\"");
        assertThat(get(admin, "/openid/v1/jwks").body()).contains("\"crv\":\"P-256\"");
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TestApi.PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
