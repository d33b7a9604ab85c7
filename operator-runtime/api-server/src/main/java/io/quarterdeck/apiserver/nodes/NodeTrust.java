package io.quarterdeck.apiserver.nodes;

import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Status;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Holds a node to its name: an address may have passed to another node since it was written down. */
final class NodeTrust {

    private NodeTrust() {}

    /** Throws 503 unless the other end of this connection is the daemon that was meant. */
    static void require(@Nullable SSLSession session, Cluster.Daemon daemon) {
        try {
            if (session != null
                    && session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    && isOf(certificate.getSubjectX500Principal().getName(), daemon.nodeName())) {
                return;
            }
        } catch (SSLPeerUnverifiedException e) {
            throw refused(daemon);
        }
        throw refused(daemon);
    }

    private static boolean isOf(String subject, String nodeName) {
        for (String part : subject.split(",", -1)) {
            if (part.equals("CN=system:node:" + nodeName)) {
                return true;
            }
        }
        return false;
    }

    private static ApiException refused(Cluster.Daemon daemon) {
        return new ApiException(Status.of(
                503,
                "ServiceUnavailable",
                "whoever answers at " + daemon.address() + ":" + daemon.port() + " is not node \"" + daemon.nodeName()
                        + "\""));
    }
}
