package io.quarterdeck.machinery.strategy;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * A request for a certificate in DER: so much of it as shows whether its own key has signed it.
 *
 * @param signed what the signature is of
 * @param key the key that the certificate is to be for (SubjectPublicKeyInfo)
 * @param keyAlgorithm object identifier, in hexadecimal
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2986">RFC 2986</a>
 */
record CertificateRequest(byte[] signed, byte[] key, String keyAlgorithm, String signatureAlgorithm, byte[] signature) {

    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OBJECT_IDENTIFIER = 0x06;

    private static final Map<String, String> KEYS =
            Map.of("2a864886f70d010101", "RSA", "2a8648ce3d0201", "EC", "2b6570", "Ed25519");

    private static final Map<String, String> SIGNATURES = Map.of(
            "2a864886f70d01010b", "SHA256withRSA",
            "2a864886f70d01010c", "SHA384withRSA",
            "2a864886f70d01010d", "SHA512withRSA",
            "2a8648ce3d040302", "SHA256withECDSA",
            "2a8648ce3d040303", "SHA384withECDSA",
            "2a8648ce3d040304", "SHA512withECDSA",
            "2b6570", "Ed25519");

    /** Reads DER. Throws {@link IllegalArgumentException} where the structure is another. */
    static CertificateRequest parse(byte[] der) {
        Element request = new Element(der, 0).expect(SEQUENCE);
        Element info = request.first().expect(SEQUENCE);
        Element algorithm = info.next().expect(SEQUENCE);
        Element signature = algorithm.next().expect(BIT_STRING);
        Element key =
                info.first().expect(INTEGER).next().expect(SEQUENCE).next().expect(SEQUENCE);
        String keyAlgorithm =
                key.first().expect(SEQUENCE).first().expect(OBJECT_IDENTIFIER).hex();
        // The first octet of a bit string counts its unused bits, of which a signature has none.
        byte[] bits = Arrays.copyOfRange(der, Math.min(signature.start() + 1, signature.end()), signature.end());
        return new CertificateRequest(
                info.whole(),
                key.whole(),
                keyAlgorithm,
                algorithm.first().expect(OBJECT_IDENTIFIER).hex(),
                bits);
    }

    boolean isSigned() throws GeneralSecurityException {
        String algorithm = SIGNATURES.get(signatureAlgorithm);
        String family = KEYS.get(keyAlgorithm);
        if (algorithm == null || family == null) {
            throw new NoSuchAlgorithmException("unsupported algorithm");
        }
        PublicKey publicKey = KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(key));
        Signature check = Signature.getInstance(algorithm);
        check.initVerify(publicKey);
        check.update(signed);
        return check.verify(signature);
    }

    /** One element of DER: a tag, a length, and {@code start} to {@code end} the content. */
    private record Element(byte[] der, int offset, int start, int end) {

        private Element(byte[] der, int offset) {
            this(der, offset, start(der, offset), end(der, offset));
        }

        Element expect(int tag) {
            if ((der[offset] & 0xff) != tag) {
                throw new IllegalArgumentException("unexpected element at offset " + offset);
            }
            return this;
        }

        Element first() {
            return within(start);
        }

        Element next() {
            return within(end);
        }

        private Element within(int at) {
            return new Element(der, at);
        }

        byte[] whole() {
            return Arrays.copyOfRange(der, offset, end);
        }

        String hex() {
            return HexFormat.of().formatHex(der, start, end);
        }

        /** Lengths up to 127 stand in one octet; of others the first says how many follow. */
        private static int start(byte[] der, int offset) {
            if (offset < 0 || offset + 2 > der.length) {
                throw new IllegalArgumentException("truncated at offset " + offset);
            }
            int first = der[offset + 1] & 0xff;
            int more = first < 0x80 ? 0 : first & 0x7f;
            if (more > 3 || offset + 2 + more > der.length) {
                throw new IllegalArgumentException("bad length at offset " + offset);
            }
            return offset + 2 + more;
        }

        private static int end(byte[] der, int offset) {
            int start = start(der, offset);
            int length = der[offset + 1] & 0xff;
            if (length >= 0x80) {
                length = 0;
                for (int i = offset + 2; i < start; i++) {
                    length = (length << 8) | (der[i] & 0xff);
                }
            }
            if (start + length > der.length) {
                throw new IllegalArgumentException("truncated at offset " + offset);
            }
            return start + length;
        }
    }
}
