package io.quarterdeck.apiserver.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PkiTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path directory;

    private Pki.Needs needs(String... moreHosts) {
        List<String> hosts = new ArrayList<>(List.of("kubernetes", "localhost", "127.0.0.1", "10.96.0.1"));
        hosts.addAll(List.of(moreHosts));
        return new Pki.Needs(directory, hosts, "https://127.0.0.1:6443", "https://192.0.2.7:6443", List.of("one"));
    }

    @Test
    void issuesEverythingInAnEmptyDirectory() throws IOException, GeneralSecurityException {
        Pki pki = Pki.open(needs(), NOW);

        pki.serving().certificate().verify(pki.authority().certificate().getPublicKey());
        assertThat(pki.serving().certificate().getSubjectAlternativeNames())
                .extracting(name -> (Object) name.get(1))
                .contains("kubernetes", "localhost", "127.0.0.1", "10.96.0.1");
        assertThat(Files.readString(directory.resolve("admin.kubeconfig"))).contains("https://127.0.0.1:6443");
        assertThat(Files.readString(directory.resolve("node-one.kubeconfig"))).contains("https://192.0.2.7:6443");
        try (var files = Files.list(directory.resolve("pki"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "ca.crt",
                            "ca.key",
                            "admin.crt",
                            "admin.key",
                            "admin.token",
                            "apiserver.crt",
                            "apiserver.key",
                            "kubelet-client.crt",
                            "kubelet-client.key",
                            "node-one.crt",
                            "node-one.key",
                            "service-account.key",
                            "service-account.pub");
        }
    }

    @Test
    void letsOnlyTheOwnerReadPrivateKeys() throws IOException {
        Pki.open(needs(), NOW);

        for (String secret : List.of(
                "pki/ca.key", "pki/admin.key", "pki/service-account.key", "pki/admin.token", "admin.kubeconfig")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theAdministratorsKeyIsOfTheKindThatEveryClientLibraryReads() throws IOException, GeneralSecurityException {
        Pki.open(needs(), NOW);
        assertThat(PemFiles.readKey(directory.resolve("pki/admin.key")).getAlgorithm())
                .isEqualTo("RSA");

        // What an older release has made is replaced; others' keys need not be read by strangers.
        Credential authority = PemFiles.readCredential(directory.resolve("pki/ca.crt"), directory.resolve("pki/ca.key"))
                .orElseThrow();
        Credential old = new CertificateAuthority(authority).issue(Identity.ofClient(Pki.ADMIN, Pki.ADMIN_GROUP), NOW);
        PemFiles.write(directory.resolve("pki/admin.crt"), directory.resolve("pki/admin.key"), old);
        Pki.open(needs(), NOW);
        String made = Files.readString(directory.resolve("pki/admin.crt"));
        assertThat(PemFiles.readCertificate(directory.resolve("pki/admin.crt"))
                        .getPublicKey()
                        .getAlgorithm())
                .isEqualTo("RSA");
        Pki.open(needs(), NOW);
        assertThat(Files.readString(directory.resolve("pki/admin.crt"))).isEqualTo(made);
        assertThat(PemFiles.readKey(directory.resolve("pki/node-one.key")).getAlgorithm())
                .isEqualTo("EC");
    }

    @Test
    void aKeyThatWasMadeBeforehandGetsItsCertificate() throws IOException {
        Files.createDirectories(directory.resolve("pki"));
        byte[] made = KeyPairs.Algorithm.RSA.make().getPrivate().getEncoded();
        PemFiles.writeSecret(directory.resolve("pki/admin.key"), PemFiles.encode("PRIVATE KEY", made));
        PemFiles.writeSecret(directory.resolve("pki/node-one.key"), PemFiles.encode("PRIVATE KEY", made));
        String key = Files.readString(directory.resolve("pki/admin.key"));
        Pki.open(needs(), NOW);
        assertThat(Files.readString(directory.resolve("pki/admin.key"))).isEqualTo(key);
        assertThat(PemFiles.readCredential(directory.resolve("pki/admin.crt"), directory.resolve("pki/admin.key")))
                .as("a certificate for that key")
                .isPresent();
        assertThat(Files.readString(directory.resolve("pki/node-one.key")))
                .as("a key of another kind than is wanted")
                .isNotEqualTo(key);
    }

    @Test
    void keepsWhatStillFits() throws IOException {
        Pki first = Pki.open(needs(), NOW);
        Pki second = Pki.open(needs(), NOW.plus(Duration.ofDays(300)));

        assertThat(second.serving().certificate()).isEqualTo(first.serving().certificate());
        assertThat(second.authority().certificate()).isEqualTo(first.authority().certificate());
        assertThat(second.tokenKeys().getPublic()).isEqualTo(first.tokenKeys().getPublic());
    }

    @Test
    void issuesAnewWhatIsAboutToExpire() throws IOException {
        Pki first = Pki.open(needs(), NOW);
        Pki second = Pki.open(needs(), NOW.plus(Duration.ofDays(340)));

        assertThat(second.serving().certificate()).isNotEqualTo(first.serving().certificate());
        assertThat(second.authority().certificate()).isEqualTo(first.authority().certificate());
    }

    @Test
    void issuesAnewWhenTheAddressesAreNoLongerCovered() throws IOException {
        Pki first = Pki.open(needs(), NOW);
        Pki second = Pki.open(needs("198.51.100.9"), NOW);
        Pki third = Pki.open(needs(), NOW);

        assertThat(second.serving().certificate()).isNotEqualTo(first.serving().certificate());
        assertThat(second.nodeClient().certificate())
                .isEqualTo(first.nodeClient().certificate());
        assertThat(third.serving().certificate()).isEqualTo(second.serving().certificate());
    }

    @Test
    void issuesAnewWhenACrashLeftHalvesOfTwoPairs() throws IOException {
        Pki first = Pki.open(needs(), NOW);
        Files.copy(
                directory.resolve("pki/admin.key"),
                directory.resolve("pki/apiserver.key"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Pki second = Pki.open(needs(), NOW);

        assertThat(second.serving().certificate()).isNotEqualTo(first.serving().certificate());
        assertThat(KeyPairs.match(
                        second.serving().key(), second.serving().certificate().getPublicKey()))
                .isTrue();
    }

    @Test
    void findsThePublicHalfOfTheTokenKeyAgain() throws IOException {
        Pki first = Pki.open(needs(), NOW);
        Files.delete(directory.resolve("pki/service-account.pub"));
        Pki second = Pki.open(needs(), NOW);

        assertThat(second.tokenKeys().getPublic()).isEqualTo(first.tokenKeys().getPublic());
    }

    @Test
    void countsAddressesFromTheStartOfARange() {
        assertThat(Addresses.nth("10.96.0.0/16", 10)).isEqualTo("10.96.0.10");
        assertThat(Addresses.nth("10.96.0.250/16", 10)).isEqualTo("10.96.1.4");
        assertThat(Addresses.nth("fd00::/108", 1)).isEqualTo("fd00:0:0:0:0:0:0:1");
    }
}
