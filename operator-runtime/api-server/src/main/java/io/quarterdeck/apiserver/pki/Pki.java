package io.quarterdeck.apiserver.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys and certificates of one cluster, read from its data directory or made there.
 *
 * @param authority whose signature everybody in the cluster trusts
 * @param serving what the API answers with
 * @param nodeClient as whom the API calls the nodes
 * @param tokenKeys signs and verifies service accounts' tokens
 * @param adminToken the administrator's bearer token, for what cannot show a certificate (scripts, load generators)
 */
public record Pki(
        Credential authority, Credential serving, Credential nodeClient, KeyPair tokenKeys, String adminToken) {

    public static final String ADMIN = "kubernetes-admin";
    public static final String ADMIN_GROUP = "system:masters";
    public static final String NODE_CLIENT = "kube-apiserver-kubelet-client";

    /** What is closer to its end than this is issued anew: a cluster may well run a month without a restart. */
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    /** As long as a key: nobody guesses it. */
    private static final int TOKEN_BYTES = 32;

    private static final int SAN_DNS = 2;
    private static final int SAN_ADDRESS = 7;

    /**
     * What the certificates have to cover.
     *
     * @param directory the cluster's data directory
     * @param hosts names and addresses under which the API is reached
     * @param adminServer the URL for the administrator's kubeconfig
     * @param nodeServer the URL for nodes' kubeconfigs
     * @param nodes the nodes to issue identities for
     */
    public record Needs(Path directory, List<String> hosts, String adminServer, String nodeServer, List<String> nodes) {
        public Needs {
            hosts = List.copyOf(hosts);
            nodes = List.copyOf(nodes);
        }
    }

    /** Reads everything, and makes what is missing or does not fit. */
    public static Pki open(Needs needs, Instant now) throws IOException {
        Path folder = needs.directory().resolve("pki");
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Credential authority = openAuthority(folder, now);
        Folder files = new Folder(folder, authority, now);
        Credential admin = files.open("admin", Identity.ofPerson(ADMIN, ADMIN_GROUP));
        String authorityPem = authority.certificatePem();
        writeIfChanged(
                needs.directory().resolve("admin.kubeconfig"),
                Kubeconfig.write(needs.adminServer(), authorityPem, ADMIN, admin));
        Credential serving = files.open("apiserver", Identity.ofServer("kube-apiserver", needs.hosts()));
        Credential nodeClient = files.open("kubelet-client", Identity.ofClient(NODE_CLIENT, ADMIN_GROUP));
        KeyPair tokenKeys = openTokenKeys(folder);
        for (String node : needs.nodes()) {
            Credential credential = files.open("node-" + node, Identity.ofNode(node));
            writeIfChanged(
                    needs.directory().resolve("node-" + node + ".kubeconfig"),
                    Kubeconfig.write(needs.nodeServer(), authorityPem, "system:node:" + node, credential));
        }
        return new Pki(authority, serving, nodeClient, tokenKeys, openAdminToken(folder));
    }

    private static Credential openAuthority(Path folder, Instant now) throws IOException {
        Path certificate = folder.resolve("ca.crt");
        Path key = folder.resolve("ca.key");
        Optional<Credential> present = PemFiles.readCredential(certificate, key);
        if (present.isPresent() && lasts(present.get().certificate(), now)) {
            return present.get();
        }
        Credential made = CertificateAuthority.found("quarterdeck-ca", now);
        PemFiles.write(certificate, key, made);
        return made;
    }

    private static KeyPair openTokenKeys(Path folder) throws IOException {
        Path privateFile = folder.resolve("service-account.key");
        Path publicFile = folder.resolve("service-account.pub");
        KeyPair keys;
        if (Files.exists(privateFile)) {
            try {
                PrivateKey key = PemFiles.readKey(privateFile);
                if (Files.exists(publicFile)) {
                    PublicKey present = PemFiles.readPublicKey(publicFile);
                    if (KeyPairs.match(key, present)) {
                        return new KeyPair(present, key);
                    }
                }
                keys = new KeyPair(KeyPairs.publicOf(key), key);
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new IOException(privateFile + " is no EC private key", e);
            }
        } else {
            keys = KeyPairs.Algorithm.EC.make();
            PemFiles.writeSecret(
                    privateFile,
                    PemFiles.encode("PRIVATE KEY", keys.getPrivate().getEncoded()));
        }
        PemFiles.writePublic(
                publicFile, PemFiles.encode("PUBLIC KEY", keys.getPublic().getEncoded()));
        return keys;
    }

    private static String openAdminToken(Path folder) throws IOException {
        Path file = folder.resolve("admin.token");
        if (Files.exists(file)) {
            String present = Files.readString(file).strip();
            if (present.length() >= TOKEN_BYTES) {
                return present;
            }
        }
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        PemFiles.writeSecret(file, made + "\n");
        return made;
    }

    private static void writeIfChanged(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            PemFiles.writeSecret(file, text);
        }
    }

    private static boolean lasts(X509Certificate certificate, Instant now) {
        return certificate.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE));
    }

    /** Whether a certificate is still what would be issued now. */
    static boolean fits(X509Certificate certificate, Identity identity, X509Certificate authority, Instant now) {
        try {
            certificate.verify(authority.getPublicKey());
            return identity.keys().is(certificate.getPublicKey())
                    && lasts(certificate, now)
                    && hosts(certificate).containsAll(canonical(identity.hosts()));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Set<String> hosts(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        Set<String> hosts = new HashSet<>();
        if (names == null) {
            return hosts;
        }
        for (List<?> name : names) {
            if (name.get(0) instanceof Integer type && name.get(1) instanceof String value) {
                if (type == SAN_DNS) {
                    hosts.add(value);
                } else if (type == SAN_ADDRESS) {
                    hosts.add(Addresses.canonical(value));
                }
            }
        }
        return hosts;
    }

    private static List<String> canonical(List<String> hosts) {
        List<String> canonical = new ArrayList<>(hosts.size());
        hosts.forEach(host -> canonical.add(Addresses.isAddress(host) ? Addresses.canonical(host) : host));
        return canonical;
    }

    /** The folder in which every credential has two files of its name. */
    private record Folder(Path path, Credential authority, Instant now) {

        Credential open(String name, Identity identity) throws IOException {
            Path certificate = path.resolve(name + ".crt");
            Path key = path.resolve(name + ".key");
            Optional<Credential> present = PemFiles.readCredential(certificate, key);
            if (present.isPresent() && fits(present.get().certificate(), identity, authority.certificate(), now)) {
                return present.get();
            }
            KeyPair keys = Files.exists(certificate)
                    ? identity.keys().make()
                    : unused(key, identity).orElseGet(identity.keys()::make);
            Credential issued = new CertificateAuthority(authority).issue(identity, keys, now);
            PemFiles.write(certificate, key, issued);
            return issued;
        }

        /** A key that waits for its first certificate: who installs us may have made it, in less time than it takes here. */
        private static Optional<KeyPair> unused(Path file, Identity identity) throws IOException {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            try {
                PrivateKey key = PemFiles.readKey(file);
                return identity.keys().is(key)
                        ? Optional.of(new KeyPair(KeyPairs.publicOf(key), key))
                        : Optional.empty();
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }
}
