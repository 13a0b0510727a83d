package dev.darm.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFolderTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final NodeIdentity ALPHA =
            new NodeIdentity("alpha", List.of("localhost", "127.0.0.1", "fd00::1", "alpha.lan"));
    private static final NodeIdentity BETA = new NodeIdentity("beta", List.of("localhost"));

    /** Keys for alpha alone, made once: new RSA keys take their time. */
    @TempDir
    static Path template;

    @TempDir
    Path parent;

    @BeforeAll
    static void createTemplate() throws IOException {
        KeyFolder.createMissing(template, List.of(ALPHA), new SecureRandom(), NOW);
    }

    private Path folder() {
        return parent.resolve("keys");
    }

    private void copyAlpha() throws IOException {
        Files.createDirectory(folder());
        try (Stream<Path> files = Files.list(template)) {
            for (Path file : files.toList()) Files.copy(file, folder().resolve(file.getFileName()));
        }
    }

    private KeyFolder.Report create(NodeIdentity... nodes) throws IOException {
        return KeyFolder.createMissing(folder(), List.of(nodes), new SecureRandom(), NOW);
    }

    private X509Certificate certificate(String name) throws IOException {
        return Pem.certificate(name, Files.readString(folder().resolve(name)));
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) contents.put(file.getFileName().toString(), Files.readString(file));
        }
        return contents;
    }

    @Test
    void everyNodeGetsItsFourFiles() throws IOException {
        KeyFolder.Report report = create(ALPHA, BETA);

        assertThat(report.created())
                .containsExactly(
                        "ca.key",
                        "ca.crt",
                        "alpha.key",
                        "alpha.crt",
                        "alpha.validator",
                        "alpha.pub",
                        "beta.key",
                        "beta.crt",
                        "beta.validator",
                        "beta.pub");
        assertThat(report.kept()).isEmpty();
        assertThat(contents().keySet()).containsExactlyInAnyOrderElementsOf(report.created());
        assertThat(KeyFolder.validatorKey(folder(), "alpha").publicKey())
                .isNotEqualTo(KeyFolder.validatorKey(folder(), "beta").publicKey());
    }

    @Test
    void aSecondCallChangesNothing() throws IOException {
        copyAlpha();
        Map<String, String> before = contents();

        KeyFolder.Report second = create(ALPHA);

        assertThat(second.created()).isEmpty();
        assertThat(second.kept()).containsExactlyInAnyOrderElementsOf(before.keySet());
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aNodeAddedLaterKeepsTheOthersAsTheyWere() throws IOException {
        copyAlpha();
        Map<String, String> before = contents();

        KeyFolder.Report report = create(ALPHA, BETA);

        assertThat(report.created()).containsExactly("beta.key", "beta.crt", "beta.validator", "beta.pub");
        assertThat(contents()).containsAllEntriesOf(before);
    }

    @Test
    void aDeletedCertificateIsMadeAgainForTheSameKey() throws IOException, GeneralSecurityException {
        copyAlpha();
        String key = Files.readString(folder().resolve("alpha.key"));
        X509Certificate before = certificate("alpha.crt");
        Files.delete(folder().resolve("alpha.crt"));
        Files.delete(folder().resolve("ca.crt"));

        assertThat(create(ALPHA).created()).containsExactly("ca.crt", "alpha.crt");

        assertThat(Files.readString(folder().resolve("alpha.key"))).isEqualTo(key);
        assertThat(certificate("alpha.crt").getPublicKey()).isEqualTo(before.getPublicKey());
        before.verify(certificate("ca.crt").getPublicKey());
        assertThat(before.getIssuerX500Principal())
                .isEqualTo(certificate("ca.crt").getSubjectX500Principal());
    }

    @Test
    void secretsAreForTheirOwnerOnly() throws IOException {
        create(ALPHA);
        Assumptions.assumeTrue(
                folder().getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");

        for (String secret : List.of("ca.key", "alpha.key", "alpha.validator"))
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void aCertificateNamesTheHostsAndServesBothEndsForTenYears() throws IOException, GeneralSecurityException {
        copyAlpha();

        X509Certificate certificate = certificate("alpha.crt");

        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        for (List<?> name : alternatives) names.add(name.get(0) + " " + name.get(1));
        assertThat(names)
                .containsExactly(
                        "2 " + Pki.FLEET_NAME, "2 localhost", "7 127.0.0.1", "7 fd00:0:0:0:0:0:0:1", "2 alpha.lan");
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=alpha,O=DARM");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate("ca.crt").getBasicConstraints()).isZero();
        certificate.checkValidity(Date.from(NOW));
        certificate.checkValidity(Date.from(NOW.plus(Duration.ofDays(3650))));
        assertThat(certificate.getNotAfter()).isEqualTo(Date.from(NOW.plus(Duration.ofDays(3650))));
    }

    @Test
    void akkaReadsTheKeysAndTheyMatchTheCertificates() throws IOException, GeneralSecurityException {
        copyAlpha();

        PrivateKey key = DERPrivateKeyLoader.load(PEMDecoder.decode(Files.readString(folder().resolve("alpha.key"))));

        assertThat(key.getAlgorithm()).isEqualTo("RSA");
        assertThat(Pki.publicKeyOf(key)).isEqualTo(certificate("alpha.crt").getPublicKey());
    }

    @Test
    void aFolderWithoutTheAuthoritysKeyStillHoldsButAddsNoNode() throws IOException {
        copyAlpha();
        Files.delete(folder().resolve("ca.key"));

        assertThatCode(() -> create(ALPHA)).doesNotThrowAnyException();
        assertThatThrownBy(() -> create(ALPHA, BETA))
                .isInstanceOf(UnusableKey.class)
                .hasMessageContaining("ca.key is missing; it is needed to sign a certificate for node beta");
        assertThat(folder().resolve("beta.key")).doesNotExist();
    }

    @Test
    void aLostAuthorityIsNotReplacedBesideCertificatesItSigned() throws IOException {
        copyAlpha();
        Files.delete(folder().resolve("ca.key"));
        Files.delete(folder().resolve("ca.crt"));

        assertThatThrownBy(() -> create(ALPHA)).isInstanceOf(UnusableKey.class).hasMessageContaining("restore them");
    }

    @Test
    void aKeyThatIsNotTheCertificatesIsNamed() throws IOException {
        copyAlpha();
        Files.copy(folder().resolve("ca.key"), folder().resolve("alpha.key"), StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> create(ALPHA))
                .isInstanceOf(UnusableKey.class)
                .hasMessageContaining("alpha.key is not the key of")
                .hasMessageContaining("alpha.crt");
    }

    @Test
    void aKeyGoneBesideItsCertificateIsNotReplaced() throws IOException {
        copyAlpha();
        Files.delete(folder().resolve("alpha.key"));

        assertThatThrownBy(() -> create(ALPHA))
                .isInstanceOf(UnusableKey.class)
                .hasMessageContaining("alpha.key is missing beside");
        assertThat(folder().resolve("alpha.key")).doesNotExist();
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNamed() throws IOException {
        KeyFolder.createMissing(folder(), List.of(), new SecureRandom(), NOW);
        Files.copy(template.resolve("alpha.key"), folder().resolve("alpha.key"));
        Files.copy(template.resolve("alpha.crt"), folder().resolve("alpha.crt"));

        assertThatThrownBy(() -> create(ALPHA))
                .isInstanceOf(UnusableKey.class)
                .hasMessageContaining("alpha.crt was not signed by the authority");
    }

    @Test
    void damagedAndMissingFilesAreNamed() throws IOException {
        copyAlpha();
        assertThatThrownBy(() -> KeyFolder.validatorKey(folder(), "gamma"))
                .isInstanceOf(UnusableKey.class)
                .hasMessageContaining("gamma.validator is missing");

        Files.write(folder().resolve("alpha.validator"), new byte[] {(byte) 0xFF, 0});
        assertThatThrownBy(() -> KeyFolder.validatorKey(folder(), "alpha"))
                .isInstanceOf(UnusableKey.class)
                .hasMessageContaining("alpha.validator is not a text file");

        Files.writeString(folder().resolve("alpha.key"), "nothing");
        assertThatThrownBy(() -> create(ALPHA))
                .isInstanceOf(UnusableKey.class)
                .hasMessageContaining("alpha.key: expected one PEM block \"BEGIN PRIVATE KEY\", found none");

        Files.writeString(folder().resolve("alpha.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
        assertThatThrownBy(() -> create(ALPHA))
                .isInstanceOf(UnusableKey.class)
                .hasMessageContaining("alpha.crt: expected one PEM block \"BEGIN CERTIFICATE\", found a damaged one");
    }

    @Test
    void whatACrashLeftBesideIsWrittenAnew() throws IOException {
        copyAlpha();
        Files.delete(folder().resolve("alpha.validator"));
        Files.writeString(folder().resolve("alpha.validator.next"), "darm val");

        String before = Files.readString(folder().resolve("alpha.pub"));

        // the key is a new one, so its public half is put before that of the lost one
        assertThat(create(ALPHA).created()).containsExactly("alpha.validator", "alpha.pub");

        assertThat(Files.readString(folder().resolve("alpha.pub")))
                .isEqualTo(KeyFolder.validatorKey(folder(), "alpha").publicKey().hex() + "\n" + before);

        assertThat(folder().resolve("alpha.validator.next")).doesNotExist();
        assertThatCode(() -> KeyFolder.validatorKey(folder(), "alpha")).doesNotThrowAnyException();
    }

    @Test
    void namesThatCouldLeaveTheFolderOrAreNoHostsAreRefused() {
        for (String name : List.of("", "ca", "../alpha", ".alpha", "a/b", "a b"))
            assertThatThrownBy(() -> new NodeIdentity(name, List.of()))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        for (String host : List.of("", "a b", "-a", "a..b", "a/b"))
            assertThatThrownBy(() -> new NodeIdentity("alpha", List.of(host)))
                    .as(host)
                    .hasMessageContaining("must be a host name or an IP address");
    }
}
