package io.quarterdeck.apiserver.pki;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/** The two halves of a key. */
public final class KeyPairs {

    /** What a key is made for. */
    public enum Algorithm {
        /** NIST P-256: made in no time. */
        EC("SHA256withECDSA", new ECGenParameterSpec("secp256r1")),
        /** 2,048 bits: some tenths of a second to make, and read by everybody. */
        RSA("SHA256withRSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));

        private final String signature;
        private final AlgorithmParameterSpec parameters;

        Algorithm(String signature, AlgorithmParameterSpec parameters) {
            this.signature = signature;
            this.parameters = parameters;
        }

        /** A new key. */
        KeyPair make() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(name());
                generator.initialize(parameters, RANDOM);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK has no keys of this kind: " + name(), e);
            }
        }

        /** Whether a key is of this kind. */
        boolean is(Key key) {
            return key.getAlgorithm().equals(name());
        }
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final byte[] PROBE = {1, 2, 3};

    private KeyPairs() {}

    /** Whether both halves are of one key: a crash between writing two files may have left halves of two. */
    static boolean match(PrivateKey privateKey, PublicKey publicKey) {
        try {
            String signatures = (Algorithm.RSA.is(publicKey) ? Algorithm.RSA : Algorithm.EC).signature;
            Signature signer = Signature.getInstance(signatures);
            signer.initSign(privateKey);
            signer.update(PROBE);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(signatures);
            verifier.initVerify(publicKey);
            verifier.update(PROBE);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** A private key as it stands in a file, of whichever kind it says. */
    static PrivateKey read(byte[] der) throws GeneralSecurityException {
        boolean rsa = PrivateKeyInfo.getInstance(der)
                .getPrivateKeyAlgorithm()
                .getAlgorithm()
                .equals(PKCSObjectIdentifiers.rsaEncryption);
        return KeyFactory.getInstance((rsa ? Algorithm.RSA : Algorithm.EC).name())
                .generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    /** The public half of a key, which must be RSA or P-256. */
    static PublicKey publicOf(PrivateKey privateKey) throws GeneralSecurityException {
        if (privateKey instanceof RSAPrivateCrtKey key) {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        }
        if (!(privateKey instanceof ECPrivateKey key)) {
            throw new GeneralSecurityException("neither an EC nor an RSA key");
        }
        X9ECParameters curve = CustomNamedCurves.getByName("secp256r1");
        org.bouncycastle.math.ec.ECPoint point =
                curve.getG().multiply(key.getS()).normalize();
        ECPoint w = new ECPoint(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(w, key.getParams()));
    }
}
