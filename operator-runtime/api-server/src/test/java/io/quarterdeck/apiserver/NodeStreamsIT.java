package io.quarterdeck.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.apiserver.http.EdgeTls;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.Write;
import io.quarterdeck.store.memory.MemoryStore;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs and tunnels, against a node that answers in raw bytes. */
final class NodeStreamsIT {

    private static final String POD = "/api/v1/namespaces/default/pods/web";

    @TempDir
    Path directory;

    private final Store store = new MemoryStore();
    private final Queue<String> heads = new ConcurrentLinkedQueue<>();
    private TestApi api;
    private NetServer node;

    @BeforeEach
    void start() throws Exception {
        api = new TestApi(
                directory, store, false, (config, access) -> new FakeApi(), (info, accept) -> Optional.empty());
        node = startNode("node-one");
        create("nodes", "Node", "", "one", nodeStatus(node.actualPort()));
        create("pods", "Pod", "default", "web", "{'spec':{'nodeName':'one','containers':[{'name':'main'}]}}");
        create("pods", "Pod", "default", "two", "{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}");
        create("pods", "Pod", "default", "waiting", "{'spec':{'containers':[{'name':'a'}]}}");
    }

    @AfterEach
    void stop() {
        node.close().toCompletionStage().toCompletableFuture().join();
        api.close();
    }

    private static String nodeStatus(int port) {
        return "{'status':{'addresses':[{'type':'Hostname','address':'one'},{'type':'InternalIP','address':'127.0.0.1'}],"
                + "'daemonEndpoints':{'kubeletEndpoint':{'Port':" + port + "}}}}";
    }

    /** A daemon that greets with a log, agrees to upgrades and then says everything back in upper case. */
    private NetServer startNode(String credential) throws Exception {
        NetServerOptions options = new NetServerOptions()
                .setSsl(true)
                .setKeyCertOptions(EdgeTls.identity(api.credential(directory, credential)))
                .setTrustOptions(EdgeTls.signedBy(api.pki.authority().certificate()))
                .setClientAuth(ClientAuth.REQUIRED)
                .setHost("127.0.0.1")
                .setPort(0);
        return api.vertx
                .createNetServer(options)
                .connectHandler(socket -> socket.handler(bytes -> answer(socket, bytes)))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void answer(NetSocket socket, Buffer bytes) {
        String head = bytes.toString();
        heads.add(head);
        if (head.contains("previous=true")) {
            socket.write(
                    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nnone before\n");
        } else if (head.contains("/containerLogs/")) {
            socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n");
        } else if (head.contains("command=missing")) {
            socket.write(
                    "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 14\r\n\r\nno such thing\n");
        } else if (head.contains("command=short")) {
            socket.handler(more -> {});
            socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\nfirst;");
            // It ends while its client is still talking, and once its words have been read.
            api.vertx.setTimer(20, timer -> socket.write("exit code 3"));
            api.vertx.setTimer(150, timer -> socket.close());
        } else {
            socket.handler(more -> socket.write(more.toString().toUpperCase(java.util.Locale.ROOT)));
            socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\nfirst;");
        }
    }

    @Test
    void readsALogFromTheNode() throws Exception {
        HttpResponse<String> log =
                api.admin(directory).send(api.request(POD + "/log?tailLines=3").build(), BodyHandlers.ofString());

        assertThat(log.statusCode()).isEqualTo(200);
        assertThat(log.body()).isEqualTo("hello\n");
        assertThat(heads.remove()).startsWith("GET /containerLogs/default/web/main?tailLines=3 HTTP/1.1");
    }

    @Test
    void tellsInAStatusWhyTheNodeHasNoLog() throws Exception {
        HttpResponse<String> log = api.admin(directory)
                .send(api.request(POD + "/log?previous=true").build(), BodyHandlers.ofString());

        assertThat(log.statusCode()).isEqualTo(400);
        assertThat(log.body())
                .contains("\"kind\":\"Status\"", "\"message\":\"none before\"", "\"reason\":\"BadRequest\"");
    }

    @Test
    void joinsAnUpgradedConnectionToTheNode() throws Exception {
        try (SSLSocket socket = connect()) {
            send(socket, upgrade(POD + "/exec?command=sh&stdin=true&stdout=true"));
            InputStream in = socket.getInputStream();
            String expected =
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\nfirst;";
            assertThat(read(in, expected.length())).isEqualTo(expected);

            String large = "abcdefgh".repeat(40_000);
            Thread sender = Thread.startVirtualThread(() -> send(socket, large));
            assertThat(read(in, large.length())).isEqualTo(large.toUpperCase(java.util.Locale.ROOT));
            sender.join();
        }
        assertThat(heads.remove())
                .startsWith("POST /exec/default/web/main?command=sh&input=1&output=1 HTTP/1.1\r\n")
                .contains("X-Stream-Protocol-Version: v4.channel.k8s.io")
                .doesNotContain("secret");
    }

    @Test
    void theLastWordsReachAClientThatIsStillTalking() throws Exception {
        for (int round = 0; round < 10; round++) {
            try (SSLSocket socket = connect()) {
                send(socket, upgrade(POD + "/exec?command=short&stdin=true&stdout=true"));
                Thread talking = Thread.startVirtualThread(() -> {
                    try {
                        while (true) {
                            send(socket, "abcdefgh".repeat(1_000));
                        }
                    } catch (java.io.UncheckedIOException e) {
                        // The connection has ended.
                    }
                });
                // As a client that is busy: what it is sent waits for it.
                talking.join(Duration.ofMillis(400));
                String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(all).as("round " + round).endsWith("first;exit code 3");
                socket.shutdownOutput();
                talking.join();
            }
        }
    }

    @Test
    void tellsWhyTheNodeDidNotAgreeAndLetsNothingElseThrough() throws Exception {
        try (SSLSocket socket = connect()) {
            send(socket, upgrade(POD + "/exec?command=missing") + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).startsWith("HTTP/1.1 404").contains("no such thing").contains("\"kind\":\"Status\"");
        }
        assertThat(heads).hasSize(1).noneMatch(head -> head.contains("smuggled"));
    }

    @Test
    void callsNobodyElseThanTheNodeThatIsMeant() throws Exception {
        create("nodes", "Node", "", "two", nodeStatus(node.actualPort()));
        create("pods", "Pod", "default", "elsewhere", "{'spec':{'nodeName':'two','containers':[{'name':'a'}]}}");
        HttpResponse<String> log = api.admin(directory)
                .send(
                        api.request("/api/v1/namespaces/default/pods/elsewhere/log")
                                .build(),
                        BodyHandlers.ofString());

        assertThat(log.statusCode()).isEqualTo(503);
        assertThat(log.body()).contains("is not node \\\"two\\\"");
        assertThat(heads).isEmpty();
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        HttpClient client = api.admin(directory);
        assertThat(client.send(
                                api.request("/api/v1/namespaces/default/pods/two/log")
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .contains("a container name must be specified for pod two, choose one of: [a b]");
        assertThat(client.send(
                                api.request("/api/v1/namespaces/default/pods/none/log")
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
        try (SSLSocket socket = connect()) {
            send(socket, upgrade("/api/v1/namespaces/default/pods/waiting/exec?command=sh"));
            assertThat(read(socket.getInputStream(), 12)).isEqualTo("HTTP/1.1 400");
        }
        try (SSLSocket socket = connect()) {
            send(socket, "POST " + POD + "/exec?command=sh HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(read(socket.getInputStream(), 12)).isEqualTo("HTTP/1.1 400");
        }
    }

    private SSLSocket connect() throws Exception {
        SSLSocket socket = (SSLSocket) api.ssl(api.credential(directory, "admin"))
                .getSocketFactory()
                .createSocket("127.0.0.1", api.config.port());
        socket.setSoTimeout((int) TestApi.PATIENCE.toMillis());
        return socket;
    }

    private static String upgrade(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
                + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\nAuthorization: Basic secret\r\nContent-Length: 0\r\n\r\n";
    }

    private static void send(SSLSocket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String read(InputStream in, int length) throws java.io.IOException {
        return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
    }

    private void create(String resource, String kind, String namespace, String name, String rest) throws Exception {
        ObjectNode object = Json.parseObject(rest.replace('\'', '"').getBytes(StandardCharsets.US_ASCII));
        object.put("apiVersion", "v1").put("kind", kind);
        object.putObject("metadata")
                .put("name", name)
                .put("namespace", namespace)
                .put("uid", name + "-uid");
        store.commit(new Write.Create(resource, Header.of(object, List.of()), KubeObject.encodeDraft(object)));
    }
}
