package io.quarterdeck.apiserver.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate and the private key that belongs to it. */
public record Credential(X509Certificate certificate, PrivateKey key) {

    /** The certificate as PEM. */
    public String certificatePem() {
        return PemFiles.encode("CERTIFICATE", PemFiles.der(certificate));
    }

    /** The private key as PEM (PKCS #8). */
    public String keyPem() {
        return PemFiles.encode("PRIVATE KEY", key.getEncoded());
    }
}
