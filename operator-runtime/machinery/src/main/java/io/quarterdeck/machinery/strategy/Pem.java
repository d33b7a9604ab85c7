package io.quarterdeck.machinery.strategy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and requests for them, as objects carry them: PEM, and that in base64. */
final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s([A-Za-z0-9+/=\\s]*)-----END \\1-----", Pattern.DOTALL);

    private record Block(String label, byte[] content) {}

    private Pem() {}

    /** Why this is no request (PKCS #10) that its own key has signed; empty if it is one. */
    static String requestFault(String base64) {
        List<Block> blocks = blocks(base64);
        if (blocks.isEmpty() || !blocks.getFirst().label().equals("CERTIFICATE REQUEST")) {
            return "PEM block type must be CERTIFICATE REQUEST";
        }
        try {
            return CertificateRequest.parse(blocks.getFirst().content()).isSigned()
                    ? ""
                    : "x509: the signature is not that of the request's key";
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return "x509: malformed certificate request: " + e.getMessage();
        }
    }

    /** Why this is no chain of certificates; empty if it is one. */
    static String certificatesFault(String base64) {
        List<Block> blocks = blocks(base64);
        if (blocks.isEmpty()) {
            return "must contain at least one CERTIFICATE PEM block";
        }
        for (Block block : blocks) {
            if (!block.label().equals("CERTIFICATE")) {
                return "only CERTIFICATE PEM blocks are allowed, found \"" + block.label() + "\"";
            }
            try {
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.content()));
            } catch (GeneralSecurityException e) {
                return "x509: malformed certificate";
            }
        }
        return "";
    }

    private static List<Block> blocks(String base64) {
        List<Block> blocks = new ArrayList<>();
        try {
            String text = new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.US_ASCII);
            Matcher matcher = BLOCK.matcher(text);
            while (matcher.find()) {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            }
        } catch (IllegalArgumentException e) {
            return List.of();
        }
        return blocks;
    }
}
