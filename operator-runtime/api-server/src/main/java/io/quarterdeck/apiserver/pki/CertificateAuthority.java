package io.quarterdeck.apiserver.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates. Uses the JDK's own providers; Bouncy Castle only puts the fields in order. */
final class CertificateAuthority {

    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);
    private static final Duration LIFETIME = Duration.ofDays(365);
    /** Clocks of a cluster's hosts differ a little. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 127;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Credential authority;

    CertificateAuthority(Credential authority) {
        this.authority = authority;
    }

    /** A new authority, signed by itself. */
    static Credential found(String name, Instant now) {
        KeyPair keys = KeyPairs.Algorithm.EC.make();
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, name).build();
        X509v3CertificateBuilder draft = draft(subject, subject, keys.getPublic(), now, AUTHORITY_LIFETIME);
        try {
            draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            draft.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign));
            draft.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return sign(draft, keys, keys);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the certificate authority could not be made", e);
        }
    }

    /** A new key and its certificate. */
    Credential issue(Identity identity, Instant now) {
        return issue(identity, identity.keys().make(), now);
    }

    /** A certificate for a key. */
    Credential issue(Identity identity, KeyPair keys, Instant now) {
        X500NameBuilder subject = new X500NameBuilder();
        if (!identity.group().isEmpty()) {
            subject.addRDN(BCStyle.O, identity.group());
        }
        subject.addRDN(BCStyle.CN, identity.name());
        X500Name issuer = X500Name.getInstance(
                authority.certificate().getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder draft = draft(issuer, subject.build(), keys.getPublic(), now, LIFETIME);
        try {
            draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            draft.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            draft.addExtension(Extension.extendedKeyUsage, false, purposes(identity));
            draft.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.certificate()));
            if (!identity.hosts().isEmpty()) {
                draft.addExtension(Extension.subjectAlternativeName, false, names(identity.hosts()));
            }
            return sign(draft, keys, new KeyPair(authority.certificate().getPublicKey(), authority.key()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a certificate could not be issued for " + identity.name(), e);
        }
    }

    private static X509v3CertificateBuilder draft(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration lifetime) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, RANDOM),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(lifetime)),
                subject,
                key);
    }

    private static Credential sign(X509v3CertificateBuilder draft, KeyPair subject, KeyPair issuer)
            throws IOException, GeneralSecurityException {
        try {
            byte[] der = draft.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate()))
                    .getEncoded();
            return new Credential(PemFiles.certificate(der), subject.getPrivate());
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static ExtendedKeyUsage purposes(Identity identity) {
        List<KeyPurposeId> purposes = new ArrayList<>();
        if (identity.client()) {
            purposes.add(KeyPurposeId.id_kp_clientAuth);
        }
        if (identity.server()) {
            purposes.add(KeyPurposeId.id_kp_serverAuth);
        }
        return new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new));
    }

    private static GeneralNames names(List<String> hosts) {
        return new GeneralNames(hosts.stream()
                .map(host ->
                        new GeneralName(Addresses.isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new));
    }
}
