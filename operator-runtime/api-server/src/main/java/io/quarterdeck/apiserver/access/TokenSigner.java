package io.quarterdeck.apiserver.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.Optional;

/** Signs and verifies JSON Web Tokens with one EC key (ES256). */
public final class TokenSigner {

    private static final String ALGORITHM = "SHA256withECDSAinP1363Format";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final int COORDINATE_BYTES = 32;

    private final KeyPair keys;
    private final String keyId;

    public TokenSigner(KeyPair keys) {
        this.keys = keys;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            this.keyId = ENCODER.encodeToString(digest.digest(keys.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    String sign(ObjectNode claims) {
        ObjectNode header = Json.object().put("alg", "ES256").put("kid", keyId).put("typ", "JWT");
        String signed = ENCODER.encodeToString(Json.encode(header)) + "." + ENCODER.encodeToString(Json.encode(claims));
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + ENCODER.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a token could not be signed", e);
        }
    }

    /** The claims of a token that we signed; empty for any other text. */
    Optional<ObjectNode> verify(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            return Optional.empty();
        }
        try {
            ObjectNode header = Json.parseObject(DECODER.decode(token.substring(0, first)));
            if (!Json.text(header, "alg").equals("ES256")
                    || !Json.text(header, "kid").equals(keyId)) {
                return Optional.empty();
            }
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(keys.getPublic());
            signature.update(token.substring(0, second).getBytes(StandardCharsets.US_ASCII));
            boolean ours = signature.verify(DECODER.decode(token.substring(second + 1)));
            return ours
                    ? Optional.of(Json.parseObject(DECODER.decode(token.substring(first + 1, second))))
                    : Optional.empty();
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** The public key as a JSON Web Key set. */
    public ObjectNode keySet() {
        if (!(keys.getPublic() instanceof ECPublicKey key)) {
            throw new IllegalStateException("tokens are signed with an EC key");
        }
        ObjectNode set = Json.object();
        set.putArray("keys")
                .addObject()
                .put("use", "sig")
                .put("kty", "EC")
                .put("kid", keyId)
                .put("crv", "P-256")
                .put("alg", "ES256")
                .put("x", coordinate(key.getW().getAffineX()))
                .put("y", coordinate(key.getW().getAffineY()));
        return set;
    }

    private static String coordinate(BigInteger value) {
        byte[] raw = value.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(raw.length, COORDINATE_BYTES);
        System.arraycopy(raw, raw.length - length, fixed, COORDINATE_BYTES - length, length);
        return ENCODER.encodeToString(fixed);
    }
}
