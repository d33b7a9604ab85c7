package io.quarterdeck.apiserver.nodes;

import io.netty.channel.Channel;
import io.quarterdeck.apiserver.http.EdgeTls;
import io.quarterdeck.apiserver.http.Exchange;
import io.quarterdeck.apiserver.pki.Pki;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Status;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Passes an upgraded connection through to a node. The client's request is told to the node with the edge's own
 * credentials; only after the node has answered 101 are the two connections joined, so that nothing a client sends after
 * its request can ever be taken for a request of ours.
 */
final class Tunnel {

    private static final Set<String> NOT_PASSED_ON =
            Set.of("host", "authorization", "content-length", "transfer-encoding", "expect", "cookie");

    private final Vertx vertx;
    private final NetClient client;

    Tunnel(Vertx vertx, Pki pki) {
        this.vertx = vertx;
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout((int) Forward.CONNECT_MAX.toMillis())
                .setTcpNoDelay(true)
                .setSsl(true)
                .setHostnameVerificationAlgorithm("")
                .setTrustOptions(EdgeTls.signedBy(pki.authority().certificate()))
                .setKeyCertOptions(EdgeTls.identity(pki.nodeClient())));
    }

    /** Joins the client to this path of a node's daemon, or answers why not. */
    void open(Exchange exchange, Cluster.Daemon daemon, String path) {
        HttpServerRequest request = exchange.request();
        if (!request.version().equals(HttpVersion.HTTP_1_1) || !wantsUpgrade(request)) {
            throw new ApiException(Status.badRequest("Upgrade request required"));
        }
        if (!(request.connection() instanceof ConnectionBase connection)) {
            throw new IllegalStateException("this connection has no channel to take over");
        }
        Channel channel = connection.channel();
        channel.config().setAutoRead(false);
        client.connect(daemon.port(), daemon.address()).onComplete(connected -> {
            if (connected.failed()) {
                answerAndClose(
                        exchange,
                        ApiAnswer.of(Status.of(
                                503,
                                "ServiceUnavailable",
                                "error trying to reach node " + daemon.nodeName() + ": "
                                        + connected.cause().getMessage())));
                return;
            }
            NetSocket node = connected.result();
            try {
                NodeTrust.require(node.sslSession(), daemon);
            } catch (ApiException e) {
                node.close();
                answerAndClose(exchange, ApiAnswer.of(e.status()));
                return;
            }
            ask(exchange, channel, node, daemon, path);
        });
    }

    private void ask(Exchange exchange, Channel channel, NetSocket node, Cluster.Daemon daemon, String path) {
        NodeAnswer answer = new NodeAnswer(vertx, node, new NodeAnswer.Outcome() {
            @Override
            public void upgraded(Buffer headAndMore) {
                Splice.join(channel, node, headAndMore, () -> exchange.done(101));
            }

            @Override
            public void refused(NodeAnswer.Refusal refusal) {
                node.close();
                answerAndClose(exchange, refusal.toAnswer(daemon.nodeName()));
            }
        });
        answer.await();
        channel.closeFuture().addListener(closed -> node.close());
        node.write(head(exchange.request(), daemon, path));
    }

    /** The client may have sent what it would only say to a node: this connection is not used again. */
    private static void answerAndClose(Exchange exchange, ApiAnswer answer) {
        HttpServerRequest request = exchange.request();
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        request.response().endHandler(ended -> request.connection().close());
        exchange.answer(answer);
    }

    private static boolean wantsUpgrade(HttpServerRequest request) {
        String connection = request.getHeader(HttpHeaders.CONNECTION);
        return connection != null
                && connection.toLowerCase(Locale.ROOT).contains("upgrade")
                && request.getHeader(HttpHeaders.UPGRADE) != null;
    }

    private static Buffer head(HttpServerRequest request, Cluster.Daemon daemon, String path) {
        StringBuilder head = new StringBuilder(512);
        head.append(request.method().name()).append(' ').append(path).append(" HTTP/1.1\r\n");
        head.append("Host: ")
                .append(daemon.address())
                .append(':')
                .append(daemon.port())
                .append("\r\n");
        for (Map.Entry<String, String> header : request.headers().entries()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!NOT_PASSED_ON.contains(name) && !name.startsWith("impersonate-")) {
                head.append(header.getKey())
                        .append(": ")
                        .append(header.getValue())
                        .append("\r\n");
            }
        }
        if (!request.method().name().equals("GET")) {
            head.append("Content-Length: 0\r\n");
        }
        return Buffer.buffer(head.append("\r\n").toString());
    }
}
