package io.quarterdeck.apiserver.pki;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** The file that tells kubectl, or a node, where the API is and who it is itself. */
final class Kubeconfig {

    private Kubeconfig() {}

    /** Everything is in the file itself, so that it can be copied elsewhere. */
    static String write(String server, String authorityPem, String user, Credential credential) {
        return String.format(
                Locale.ROOT,
                """
                apiVersion: v1
                kind: Config
                clusters:
                - name: quarterdeck
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: %s
                  user:
                    client-certificate-data: %s
                    client-key-data: %s
                contexts:
                - name: quarterdeck
                  context:
                    cluster: quarterdeck
                    user: %s
                current-context: quarterdeck
                """,
                server,
                base64(authorityPem),
                user,
                base64(credential.certificatePem()),
                base64(credential.keyPem()),
                user);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
