package io.quarterdeck.node;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jboss.logging.Logger;

/**
 * The node's HTTPS door: a virtual thread a connection, blocking reads and writes. Only the cluster's administrators, the
 * API among them, may enter. Streams into containers take a connection over whole, which is why no HTTP framework stands
 * between.
 */
final class NodeServer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(NodeServer.class);

    private static final String GROUP_ALLOWED = "system:masters";
    private static final int BACKLOG = 128;

    /** A client that says nothing for this long has gone; upgraded connections may be silent for as long as they like. */
    private static final int IDLE_MILLIS_MAX = 120_000;

    private final SSLServerSocket socket;
    private final Handler handler;
    private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();

    /** Answers requests. */
    @FunctionalInterface
    interface Handler {

        /** Answers one request; true if the connection can take another. */
        boolean handle(HttpRequest request, Connection connection) throws IOException, InterruptedException;
    }

    /** A client that has been told of the end says its own in milliseconds; one that does not is not waited for. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** What is read of a stream at a time only to be forgotten. */
    private static final int DRAIN = 16 << 10;

    /** A client's connection after the request's head. */
    record Connection(SSLSocket socket, InputStream in, OutputStream out) {

        /**
         * Ends the connection so that the client gets all that was written: were it closed while something of the client's is
         * unread, the client would see a reset instead of the last bytes, such as the exit code.
         *
         * @param reader who reads what the client sends, and ends when the client does
         */
        void finish(Thread reader) throws InterruptedException {
            try (socket) {
                socket.shutdownOutput();
                reader.join(FAREWELL);
                if (!reader.isAlive()) {
                    socket.setSoTimeout((int) FAREWELL.toMillis());
                    long end = System.nanoTime() + FAREWELL.toNanos();
                    byte[] unheard = new byte[DRAIN];
                    int heard = 0;
                    while (heard >= 0 && System.nanoTime() < end) {
                        heard = in.read(unheard);
                    }
                }
            } catch (IOException e) {
                LOG.debugf("A client went away first: %s", e.getMessage());
            }
            reader.join();
        }

        /** Answers with a text. */
        boolean answer(int code, String contentType, String text) throws IOException {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            String head = "HTTP/1.1 " + code + " " + reason(code) + "\r\nContent-Type: " + contentType
                    + "\r\nContent-Length: " + body.length + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            return true;
        }

        static String reason(int code) {
            return switch (code) {
                case 200 -> "OK";
                case 400 -> "Bad Request";
                case 403 -> "Forbidden";
                case 404 -> "Not Found";
                case 503 -> "Service Unavailable";
                default -> "Internal Server Error";
            };
        }
    }

    NodeServer(SSLContext tls, String address, int port, Handler handler) throws IOException {
        socket = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(port, BACKLOG, InetAddress.getByName(address));
        socket.setNeedClientAuth(true);
        this.handler = handler;
    }

    int port() {
        return socket.getLocalPort();
    }

    void start() {
        Thread.ofVirtual().name("https").start(this::accept);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                SSLSocket client = (SSLSocket) socket.accept();
                open.add(client);
                Thread.ofVirtual().name("https client").start(() -> serve(client));
            } catch (IOException e) {
                LOG.debugf("No more clients: %s", e.getMessage());
            }
        }
    }

    private void serve(SSLSocket client) {
        try (client) {
            client.setSoTimeout(IDLE_MILLIS_MAX);
            client.setTcpNoDelay(true);
            client.startHandshake();
            Connection connection =
                    new Connection(client, new BufferedInputStream(client.getInputStream()), client.getOutputStream());
            boolean more = true;
            while (more) {
                Optional<HttpRequest> request = HttpRequest.read(connection.in());
                if (request.isEmpty()) {
                    return;
                }
                more = allowed(client)
                        ? handler.handle(request.get(), connection)
                        : connection.answer(403, "text/plain", "only " + GROUP_ALLOWED + " may ask this node\n");
            }
        } catch (IOException e) {
            LOG.debugf("A client went away: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private static boolean allowed(SSLSocket client) throws IOException {
        X509Certificate certificate = (X509Certificate) client.getSession().getPeerCertificates()[0];
        try {
            LdapName subject =
                    new LdapName(certificate.getSubjectX500Principal().getName());
            for (Rdn part : subject.getRdns()) {
                if (part.getType().equalsIgnoreCase("O") && GROUP_ALLOWED.equals(part.getValue())) {
                    return true;
                }
            }
        } catch (InvalidNameException e) {
            LOG.debugf("A client's certificate has no name: %s", e.getMessage());
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (SSLSocket client : open) {
            client.close();
        }
    }
}
