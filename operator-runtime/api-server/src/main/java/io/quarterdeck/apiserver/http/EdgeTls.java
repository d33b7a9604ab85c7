package io.quarterdeck.apiserver.http;

import io.quarterdeck.apiserver.pki.Credential;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** How our TLS connections are encrypted and whom they trust. */
public final class EdgeTls {

    private EdgeTls() {}

    /** OpenSSL's engine where its library loads, and the JDK's elsewhere: large LISTs are bound by encryption. */
    public static SSLEngineOptions engine(boolean openSsl) {
        return openSsl && OpenSSLEngineOptions.isAvailable() && OpenSSLEngineOptions.isAlpnAvailable()
                ? new OpenSSLEngineOptions()
                : new JdkSSLEngineOptions();
    }

    public static PemKeyCertOptions identity(Credential credential) {
        return new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(credential.certificatePem()))
                .setKeyValue(Buffer.buffer(credential.keyPem()));
    }

    /**
     * Lets every client certificate through the handshake, which proves only that the client holds its key; whether it is
     * one of ours is for authentication to say, with a 401 that a person can read.
     */
    static TrustOptions anyClient(X509Certificate authority) {
        return TrustOptions.wrap(new AnyClient(authority));
    }

    /** Trusts servers whose certificate this authority signed, whatever the address: nodes have many. */
    public static TrustOptions signedBy(X509Certificate authority) {
        return TrustOptions.wrap(new SignedBy(authority));
    }

    private static final class AnyClient extends X509ExtendedTrustManager {

        private final X509Certificate authority;

        AnyClient(X509Certificate authority) {
            this.authority = authority;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("for clients only");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("for clients only");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("for clients only");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {authority};
        }
    }

    private static final class SignedBy extends X509ExtendedTrustManager {

        private final X509Certificate authority;

        SignedBy(X509Certificate authority) {
            this.authority = authority;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (chain.length == 0) {
                throw new CertificateException("no certificate was shown");
            }
            chain[0].checkValidity();
            try {
                chain[0].verify(authority.getPublicKey());
            } catch (java.security.GeneralSecurityException e) {
                throw new CertificateException("not signed by the cluster's authority", e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {authority};
        }
    }
}
