package io.quarterdeck.node;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A connection to the container runtime's streaming server that has been upgraded to SPDY/3.1. */
record SpdyServer(Socket socket, InputStream in, OutputStream out) implements AutoCloseable {

    private static final int HEAD_BYTES_MAX = 16 << 10;

    /** @param protocol of the streams: {@code v4.channel.k8s.io}, {@code portforward.k8s.io} */
    static SpdyServer connect(URI target, String protocol) throws IOException {
        Socket socket = new Socket(target.getHost(), target.getPort());
        socket.setTcpNoDelay(true);
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        String head = "POST " + target.getRawPath() + query + " HTTP/1.1\r\nHost: " + target.getAuthority()
                + "\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: " + protocol + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String answer = head(in);
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            socket.close();
            throw new IOException("the container runtime refused a stream: "
                    + answer.lines().findFirst().orElse("nothing was said"));
        }
        return new SpdyServer(socket, in, socket.getOutputStream());
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0 && head.length() < HEAD_BYTES_MAX) {
            int octet = in.read();
            if (octet < 0) {
                return head.toString();
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
