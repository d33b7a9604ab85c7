package io.quarterdeck.node;

import io.quarterdeck.node.NodeServer.Connection;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The server's side of a WebSocket connection (RFC 6455), message by message. Reading is for one thread. */
final class WebSocket {

    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    /** kubectl sends 32 KiB at once; a frame of more than this is made to exhaust memory. */
    private static final int MESSAGE_BYTES_MAX = 16 << 20;

    private final InputStream in;
    private final OutputStream out;
    private final ReentrantLock writing = new ReentrantLock();

    private WebSocket(Connection connection) {
        this.in = connection.in();
        this.out = connection.out();
    }

    /** Agrees to the upgrade. */
    static WebSocket accept(HttpRequest request, Connection connection, String protocol) throws IOException {
        String key = String.join("", request.header("sec-websocket-key"));
        String head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + proof(key) + "\r\nSec-WebSocket-Protocol: " + protocol + "\r\n\r\n";
        connection.socket().setSoTimeout(0);
        connection.out().write(head.getBytes(StandardCharsets.US_ASCII));
        connection.out().flush();
        return new WebSocket(connection);
    }

    private static String proof(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** The next message; empty once the client has closed. Answers pings itself. */
    Optional<byte[]> read() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int first = in.read();
            if (first < 0) {
                return Optional.empty();
            }
            byte[] payload = payload();
            switch (first & OPCODE) {
                case CLOSE -> {
                    return Optional.empty();
                }
                case PING -> frame(PONG, payload, 0, payload.length);
                case PONG -> {}
                default -> {
                    message.write(payload);
                    if (message.size() > MESSAGE_BYTES_MAX) {
                        throw new IOException("a WebSocket message is too long");
                    }
                    if ((first & FINAL) != 0) {
                        return Optional.of(message.toByteArray());
                    }
                }
            }
        }
    }

    private byte[] payload() throws IOException {
        int second = octet();
        long length = second & ~MASKED;
        if (length == LENGTH_16) {
            length = number(2);
        } else if (length == LENGTH_64) {
            length = number(8);
        }
        if (length < 0 || length > MESSAGE_BYTES_MAX) {
            throw new IOException("a WebSocket frame is too long");
        }
        byte[] mask = (second & MASKED) != 0 ? exactly(4) : new byte[4];
        byte[] payload = exactly((int) length);
        for (int at = 0; at < payload.length; at++) {
            payload[at] ^= mask[at % 4];
        }
        return payload;
    }

    private long number(int octets) throws IOException {
        long number = 0;
        for (int count = 0; count < octets; count++) {
            number = number << 8 | octet();
        }
        return number;
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the WebSocket ended within a frame");
        }
        return octet;
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the WebSocket ended within a frame");
        }
        return bytes;
    }

    /** Sends one binary message. */
    void write(byte[] bytes, int from, int count) throws IOException {
        frame(BINARY, bytes, from, count);
    }

    /** Says good-bye with a status code. */
    void close(int code) throws IOException {
        frame(CLOSE, new byte[] {(byte) (code >> 8), (byte) code}, 0, 2);
    }

    private void frame(int opcode, byte[] bytes, int from, int count) throws IOException {
        writing.lock();
        try {
            out.write(FINAL | opcode);
            if (count < LENGTH_16) {
                out.write(count);
            } else if (count <= 0xffff) {
                out.write(new byte[] {LENGTH_16, (byte) (count >> 8), (byte) count});
            } else {
                out.write(new byte[] {
                    LENGTH_64, 0, 0, 0, 0, (byte) (count >> 24), (byte) (count >> 16), (byte) (count >> 8), (byte) count
                });
            }
            out.write(bytes, from, count);
            out.flush();
        } finally {
            writing.unlock();
        }
    }
}
