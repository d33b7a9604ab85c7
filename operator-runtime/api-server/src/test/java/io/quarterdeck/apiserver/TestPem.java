package io.quarterdeck.apiserver;

import io.quarterdeck.apiserver.pki.Credential;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Reads a credential's two files the way a client would. */
final class TestPem {

    private TestPem() {}

    static Credential read(Path folder, String name) throws IOException, GeneralSecurityException {
        String pem = Files.readString(folder.resolve(name + ".key"));
        String body = pem.replaceAll("-----[A-Z ]+-----", "");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".crt"))) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            var key = KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
            return new Credential(certificate, key);
        }
    }
}
