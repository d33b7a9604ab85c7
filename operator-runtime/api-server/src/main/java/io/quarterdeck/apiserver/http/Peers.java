package io.quarterdeck.apiserver.http;

import io.quarterdeck.apiserver.access.Authenticator.Certificate;
import io.quarterdeck.apiserver.access.ClientCertificates;
import io.vertx.core.http.HttpConnection;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The connections of one event loop: who is at the other end, found out once a connection, and whether anything happens
 * on it. For one thread.
 */
final class Peers {

    /**
     * A connection on which no request is under way for so long is closed, be it one that is kept for later or one that
     * sends its first request letter by letter. As Kubernetes: longer than clients keep theirs.
     */
    static final Duration IDLE_MAX = Duration.ofSeconds(90);

    private final ClientCertificates certificates;
    private final IdentityHashMap<HttpConnection, Peer> peers = new IdentityHashMap<>();

    Peers(ClientCertificates certificates) {
        this.certificates = certificates;
    }

    void add(HttpConnection connection) {
        peers.put(connection, new Peer(certificate(connection.sslSession()), System.nanoTime()));
        connection.closeHandler(closed -> peers.remove(connection));
    }

    Peer of(HttpConnection connection) {
        Peer peer = peers.get(connection);
        if (peer == null) {
            // The close was seen first, and a request that had come before it is still on its way to us.
            return new Peer(Certificate.NONE, System.nanoTime());
        }
        return peer;
    }

    boolean isEmpty() {
        return peers.isEmpty();
    }

    void closeIdle() {
        long then = System.nanoTime() - IDLE_MAX.toNanos();
        List<HttpConnection> idle = peers.entrySet().stream()
                .filter(entry -> entry.getValue().idleSince(then))
                .map(Map.Entry::getKey)
                .toList();
        idle.forEach(HttpConnection::close);
    }

    private Certificate certificate(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? certificates
                            .user(certificate)
                            .<Certificate>map(Certificate.Of::new)
                            .orElse(Certificate.REFUSED)
                    : Certificate.REFUSED;
        } catch (SSLPeerUnverifiedException e) {
            return Certificate.NONE;
        }
    }
}
