package io.quarterdeck.control.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.ObjectList;
import io.quarterdeck.control.WatchListener;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpApiClientTest {

    private static final ObjectKey KEY = new ObjectKey("ns", "a");

    private final Vertx vertx = Vertx.vertx();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private volatile Consumer<HttpServerRequest> answer =
            request -> request.response().end("{}");
    private HttpServer server = vertx.createHttpServer();
    private HttpApiClient client = connect(1);

    @BeforeEach
    void serve() throws Exception {
        server = vertx.createHttpServer().requestHandler(request -> {
            requests.add(request.method() + " " + request.uri());
            answer.accept(request);
        });
        int port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .actualPort();
        client.close();
        client = connect(port);
    }

    @AfterEach
    void close() {
        client.close();
        vertx.close();
    }

    private HttpApiClient connect(int port) {
        KubeConfig config = new KubeConfig(
                URI.create("http://127.0.0.1:" + port),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("secret"),
                false);
        return new HttpApiClient(vertx, config, "test", registry);
    }

    private static String pod(String name, long revision) {
        return "{\"metadata\":{\"resourceVersion\":\"" + revision + "\",\"name\":\"" + name
                + "\",\"namespace\":\"ns\",\"uid\":\"u\"}}";
    }

    @Test
    void keepsNoProgramFromEnding() {
        answer = request -> request.response().end(pod("a", 1));
        client.get(Resources.PODS, KEY);
        List<Thread> timers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("SmallRye Fault Tolerance"))
                .toList();
        assertThat(timers).isNotEmpty().allMatch(Thread::isDaemon);
    }

    @Test
    void readsALongListInPagesAndNamesTheKindOfEachItem() {
        answer = request -> request.response()
                .end(
                        request.uri().contains("continue=next%3D1")
                                ? "{\"metadata\":{\"resourceVersion\":\"9\"},\"items\":[" + pod("b", 4) + "]}"
                                : "{\"metadata\":{\"resourceVersion\":\"9\",\"continue\":\"next=1\"},\"items\":["
                                        + pod("a", 3) + "]}");
        ObjectList list = client.list(Resources.PODS, ListOptions.withField("spec.nodeName", "n"));
        assertThat(list.revision()).isEqualTo(9);
        assertThat(list.items()).extracting(KubeObject::key).containsExactly(KEY, new ObjectKey("ns", "b"));
        assertThat(Json.text(list.items().getFirst().tree(), "kind")).isEqualTo("Pod");
        assertThat(requests.getFirst()).isEqualTo("GET /api/v1/pods?fieldSelector=spec.nodeName%3Dn&limit=500");
    }

    @Test
    void cutsAWatchIntoEventsHoweverItArrives() throws Exception {
        String stream = "{\"type\":\"ADDED\",\"object\":" + pod("a", 5) + "}\n"
                + "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"7\"}}}\n"
                + "{\"type\":\"ERROR\",\"object\":"
                + new String(Json.encode(Status.gone("too old").toJson()), java.nio.charset.StandardCharsets.UTF_8)
                + "}\n";
        answer = request -> {
            request.response().setChunked(true);
            for (int i = 0; i < stream.length(); i += 10) {
                request.response().write(Buffer.buffer(stream.substring(i, Math.min(stream.length(), i + 10))));
            }
        };
        Heard heard = new Heard();
        client.watch(Resources.PODS, ListOptions.ALL, 4, heard);
        assertThat(heard.next()).isEqualTo("ADDED ns/a@5");
        assertThat(heard.next()).isEqualTo("bookmark 7");
        assertThat(heard.next()).isEqualTo("ended 410");
    }

    @Test
    void endsAWatchWhoseConnectionBreaks() throws Exception {
        answer = request -> {
            request.response().setChunked(true).write("{\"type\":\"ADDED\",\"object\":" + pod("a", 5) + "}\n{\"ty");
            vertx.setTimer(50, timer -> request.connection().close());
        };
        Heard heard = new Heard();
        client.watch(Resources.PODS, ListOptions.ALL, 4, heard);
        assertThat(heard.next()).isEqualTo("ADDED ns/a@5");
        assertThat(heard.next()).isEqualTo("ended 503");
    }

    @Test
    void readsAgainAfterALostConnectionButNeverWritesTwice() {
        answer = request -> request.connection().close();
        assertThatThrownBy(() -> client.create(Resources.PODS, "ns", Json.object()))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status().code()).isEqualTo(503));
        assertThat(requests).containsExactly("POST /api/v1/namespaces/ns/pods");

        requests.clear();
        assertThatThrownBy(() -> client.get(Resources.PODS, KEY)).isInstanceOf(ApiException.class);
        assertThat(requests).hasSize(5);
    }

    @Test
    void writesAgainWhenTheApiAsksForIt() {
        answer = request -> {
            if (requests.size() == 1) {
                request.response()
                        .setStatusCode(429)
                        .putHeader("Retry-After", "1")
                        .end(Buffer.buffer(Json.encode(
                                Status.of(429, "TooManyRequests", "later").toJson())));
            } else {
                request.response().setStatusCode(201).end(pod("a", 8));
            }
        };
        long begun = System.nanoTime();
        assertThat(client.create(Resources.PODS, "ns", Json.object()).revision())
                .isEqualTo(8);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isGreaterThanOrEqualTo(950);
        assertThat(registry.counter(
                                "rest.client.requests",
                                "method",
                                "POST",
                                "code",
                                "429",
                                "host",
                                "127.0.0.1:" + server.actualPort())
                        .count())
                .isEqualTo(1);
    }

    @Test
    void passesTheStatusOfARefusalOn() {
        answer = request -> request.response()
                .setStatusCode(404)
                .end(Buffer.buffer(
                        Json.encode(Status.notFound(Resources.PODS, "a").toJson())));
        assertThatThrownBy(() -> client.delete(Resources.PODS, KEY, ApiClient.DeleteOptions.ofUid("u")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.isNotFound()).isTrue());
    }

    @Test
    void readsTheCurrentContextOfAKubeconfig(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("ca.pem"), "CA");
        Path file = directory.resolve("config");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: here
                contexts: [{name: here, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:6443", certificate-authority: ca.pem}}]
                users: [{name: u, user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}}]
                """);
        KubeConfig config = KubeConfig.load(file);
        assertThat(config.server()).isEqualTo(URI.create("https://127.0.0.1:6443"));
        assertThat(config.authorities()).contains(new KubeConfig.Pem("CA"));
        assertThat(config.certificate().orElseThrow().key().text()).isEqualTo("KEY");
    }

    private static final class Heard implements WatchListener {

        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            String line = lines.poll(5, TimeUnit.SECONDS);
            return line == null ? "nothing" : line;
        }

        @Override
        public void changed(Change change, KubeObject object) {
            lines.add(change + " " + object);
        }

        @Override
        public void bookmark(long revision) {
            lines.add("bookmark " + revision);
        }

        @Override
        public void ended(@Nullable Status status) {
            lines.add("ended " + (status == null ? 0 : status.code()));
        }
    }
}
