package io.quarterdeck.node;

import io.quarterdeck.node.NodeServer.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Hands a client's connection over to the container runtime's streaming server, which speaks SPDY/3.1 and the older
 * WebSocket protocols itself. Nothing is translated: the request goes on under another path, then bytes flow.
 */
final class StreamTunnel {

    private static final Logger LOG = Logger.getLogger(StreamTunnel.class);

    private static final int BLOCK = 16 << 10;

    /** What the runtime's streaming server understands of WebSocket. */
    static final List<String> WEBSOCKET_PROTOCOLS =
            List.of("v4.channel.k8s.io", "v4.base64.channel.k8s.io", "channel.k8s.io", "base64.channel.k8s.io");

    private static final List<String> FORWARDED = List.of(
            "connection",
            "upgrade",
            "x-stream-protocol-version",
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-extensions",
            "origin");

    private StreamTunnel() {}

    /**
     * Ends when either side does.
     *
     * @param webSocketProtocol which of WebSocket's protocols is meant; empty for SPDY
     */
    static void run(HttpRequest request, Connection client, URI target, String webSocketProtocol)
            throws IOException, InterruptedException {
        try (Socket server = new Socket(target.getHost(), target.getPort())) {
            server.setTcpNoDelay(true);
            client.socket().setSoTimeout(0);
            OutputStream toServer = server.getOutputStream();
            toServer.write(head(request, target, webSocketProtocol).getBytes(StandardCharsets.UTF_8));
            toServer.flush();
            Thread up = Thread.ofVirtual().name("stream up").start(() -> pump(client.in(), toServer, server));
            copy(server.getInputStream(), client.out());
            client.finish(up);
        }
    }

    private static String head(HttpRequest request, URI target, String webSocketProtocol) {
        StringBuilder head = new StringBuilder(request.method());
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        head.append(' ').append(target.getRawPath()).append(query).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(target.getAuthority()).append("\r\n");
        for (String name : FORWARDED) {
            for (String value : request.headers().getOrDefault(name, List.of())) {
                head.append(name).append(": ").append(value).append("\r\n");
            }
        }
        if (!webSocketProtocol.isEmpty()) {
            head.append("Sec-WebSocket-Protocol: ").append(webSocketProtocol).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private static void pump(InputStream in, OutputStream out, Socket other) {
        try {
            copy(in, out);
            other.shutdownOutput();
        } catch (IOException e) {
            LOG.debugf("A stream ended: %s", e.getMessage());
            try {
                other.close();
            } catch (IOException closing) {
                LOG.debugf("A stream was closed already: %s", closing.getMessage());
            }
        }
    }

    static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] block = new byte[BLOCK];
        int count = in.read(block);
        while (count >= 0) {
            out.write(block, 0, count);
            out.flush();
            count = in.read(block);
        }
    }
}
