package io.quarterdeck.apiserver.access;

import io.quarterdeck.machinery.User;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Users by client certificate: the common name is the user, each organisation a group. */
public final class ClientCertificates {

    private static final String CLIENT_PURPOSE = "1.3.6.1.5.5.7.3.2";

    private final PublicKey authority;
    private final InstantSource clock;

    public ClientCertificates(PublicKey authority, InstantSource clock) {
        this.authority = authority;
        this.clock = clock;
    }

    /**
     * Whose certificate this is; empty if we do not trust it. That its sender holds the key was proven by the TLS
     * handshake.
     */
    public Optional<User> user(X509Certificate certificate) {
        try {
            certificate.verify(authority);
            certificate.checkValidity(Date.from(clock.instant()));
            List<String> purposes = certificate.getExtendedKeyUsage();
            if (purposes == null || !purposes.contains(CLIENT_PURPOSE)) {
                return Optional.empty();
            }
            return named(certificate.getSubjectX500Principal().getName());
        } catch (GeneralSecurityException | InvalidNameException e) {
            return Optional.empty();
        }
    }

    private static Optional<User> named(String subject) throws InvalidNameException {
        String name = "";
        List<String> groups = new ArrayList<>();
        for (Rdn part : new LdapName(subject).getRdns()) {
            if (part.getType().equalsIgnoreCase("CN")) {
                name = part.getValue().toString();
            } else if (part.getType().equalsIgnoreCase("O")) {
                groups.add(part.getValue().toString());
            }
        }
        if (name.isEmpty()) {
            return Optional.empty();
        }
        groups.add(Groups.AUTHENTICATED);
        return Optional.of(new User(name, "", groups, Map.of()));
    }
}
