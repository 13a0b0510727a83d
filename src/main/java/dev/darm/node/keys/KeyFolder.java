package dev.darm.node.keys;

import dev.darm.ledger.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The folder with the keys of a deployment: <code>ca.crt</code>, <code>ca.key</code>, and for each node
 * <code>&lt;node&gt;.crt</code>, <code>&lt;node&gt;.key</code> (PEM), <code>&lt;node&gt;.validator</code>, with which it
 * signs, and <code>&lt;node&gt;.pub</code>: the public keys of that and of those before it, in hexadecimal, a line each. The
 * last is no secret, and every node needs those of all.
 *
 * <p>To give a node a certificate with other hosts or a new term, delete its <code>.crt</code> and create what is missing:
 * its key stays. Secrets are readable by their owner only, where the file system knows owners.
 */
public final class KeyFolder {

    static final String AUTHORITY = "ca";

    private static final String CERTIFICATE = ".crt";
    private static final String KEY = ".key";
    private static final String VALIDATOR = ".validator";
    private static final String NEW = ".new";
    private static final String PUBLIC = ".pub";

    private final Path folder;
    private final Pki pki;
    private final SecureRandom random;
    private final List<String> created = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();

    private KeyFolder(Path folder, SecureRandom random, Instant now) {
        this.folder = folder;
        this.pki = new Pki(random, now);
        this.random = random;
    }

    /** The names of the files that were made and of those that were there and hold. */
    public record Report(List<String> created, List<String> kept) {

        public Report {
            created = List.copyOf(created);
            kept = List.copyOf(kept);
        }
    }

    /**
     * Makes the folder and whatever keys and certificates are missing for {@code nodes}, and checks those that are there;
     * a second call changes nothing.
     *
     * @param now from when the certificates hold: 10 years for nodes, 20 for the authority
     * @throws UnusableKey when a file that is there cannot be used, or one that cannot be made again is gone
     */
    public static Report createMissing(Path folder, List<NodeIdentity> nodes, SecureRandom random, Instant now)
            throws IOException {
        KeyFolder keys = new KeyFolder(folder, random, now);
        if (!Files.isDirectory(folder)) Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
        try {
            X509Certificate authority = keys.authority(nodes);
            for (NodeIdentity node : nodes) {
                keys.nodeCertificate(node, authority);
                keys.nodeValidator(node);
                keys.nodePublic(node);
            }
        } catch (GeneralSecurityException e) {
            throw new UnusableKey(folder + ": " + e.getMessage());
        }
        return new Report(keys.created, keys.kept);
    }

    /** Whether the node {@code name} has a signing key here. */
    public static boolean hasValidatorKey(Path folder, String name) {
        return Files.exists(folder.resolve(name + VALIDATOR));
    }

    /** The signing key of validator {@code name}. */
    public static SigningKey validatorKey(Path folder, String name) throws UnusableKey {
        Path file = folder.resolve(name + VALIDATOR);
        return KeyFile.read(file.toString(), text(file));
    }

    /**
     * The key that is to follow that of validator {@code name}; made when there is none yet. It takes the other's place by
     * {@link #succeed}, when the chain enrols it.
     */
    public static SigningKey nextValidatorKey(Path folder, String name, SecureRandom random) throws IOException {
        Path file = folder.resolve(name + VALIDATOR + NEW);
        if (Files.exists(file)) return KeyFile.read(file.toString(), text(file));
        byte[] secret = new byte[SigningKey.LENGTH];
        random.nextBytes(secret);
        SigningKey key = SigningKey.ofSecret(secret);
        write(file, KeyFile.write(key), ownerOnly(folder, "rw-------"));
        return key;
    }

    /** Puts the next key in the place of validator {@code name}'s; the one before stays beside it, as {@code .old}. */
    public static void succeed(Path folder, String name) throws IOException {
        Path file = folder.resolve(name + VALIDATOR);
        Files.copy(file, folder.resolve(name + VALIDATOR + ".old"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(
                folder.resolve(name + VALIDATOR + NEW),
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private X509Certificate authority(List<NodeIdentity> nodes) throws IOException, GeneralSecurityException {
        Path keyFile = folder.resolve(AUTHORITY + KEY);
        Path certificateFile = folder.resolve(AUTHORITY + CERTIFICATE);
        if (keeps(certificateFile)) {
            X509Certificate certificate = Pem.certificate(certificateFile.toString(), text(certificateFile));
            if (keeps(keyFile)) requireMatch(keyFile, certificateFile, certificate);
            return certificate;
        }
        // Certificates that another authority signed would be worthless beside a new one.
        for (NodeIdentity node : nodes)
            if (!Files.exists(keyFile) && Files.exists(folder.resolve(node.name() + CERTIFICATE)))
                throw new UnusableKey(keyFile + " and " + certificateFile + " are missing, but " + node.name()
                        + CERTIFICATE + " is there; restore them from a copy");
        PrivateKey key = keyOrNew(keyFile);
        X509Certificate certificate = pki.authorityCertificate(key);
        create(certificateFile, Pem.write(certificate));
        return certificate;
    }

    private void nodeCertificate(NodeIdentity node, X509Certificate authority)
            throws IOException, GeneralSecurityException {
        Path keyFile = folder.resolve(node.name() + KEY);
        Path certificateFile = folder.resolve(node.name() + CERTIFICATE);
        if (keeps(certificateFile)) {
            if (!keeps(keyFile))
                throw new UnusableKey(keyFile + " is missing beside " + certificateFile
                        + "; restore it from a copy, or delete the certificate to have both made again");
            X509Certificate certificate = Pem.certificate(certificateFile.toString(), text(certificateFile));
            requireMatch(keyFile, certificateFile, certificate);
            requireSigned(certificateFile, certificate, authority);
            return;
        }
        Path authorityKeyFile = folder.resolve(AUTHORITY + KEY);
        if (!Files.exists(authorityKeyFile))
            throw new UnusableKey(authorityKeyFile + " is missing; it is needed to sign a certificate for node "
                    + node.name() + ": bring it from where it is kept");
        PrivateKey authorityKey = Pem.key(authorityKeyFile.toString(), text(authorityKeyFile));
        PrivateKey key = keyOrNew(keyFile);
        X509Certificate certificate = pki.nodeCertificate(node, key, new Pki.Authority(authorityKey, authority));
        create(certificateFile, Pem.write(certificate));
    }

    private void nodeValidator(NodeIdentity node) throws IOException {
        Path file = folder.resolve(node.name() + VALIDATOR);
        if (keeps(file)) {
            validatorKey(folder, node.name());
            return;
        }
        byte[] secret = new byte[SigningKey.LENGTH];
        random.nextBytes(secret);
        createSecret(file, KeyFile.write(SigningKey.ofSecret(secret)));
    }

    /** The public keys of the node, the present one first; a key that came in the meantime is put before the others. */
    private void nodePublic(NodeIdentity node) throws IOException {
        dev.darm.ledger.PublicKey present = validatorKey(folder, node.name()).publicKey();
        Path file = folder.resolve(node.name() + PUBLIC);
        List<dev.darm.ledger.PublicKey> all = publicKeys(file);
        if (all.contains(present)) {
            kept.add(name(file));
            return;
        }
        StringBuilder text = new StringBuilder(present.hex()).append('\n');
        all.forEach(key -> text.append(key.hex()).append('\n'));
        create(file, text.toString());
    }

    /** The public keys of those of {@code names} whose files are there, the present one first. */
    public static SortedMap<String, List<dev.darm.ledger.PublicKey>> publicKeys(Path folder, Collection<String> names)
            throws IOException {
        TreeMap<String, List<dev.darm.ledger.PublicKey>> keys = new TreeMap<>();
        for (String name : names) {
            List<dev.darm.ledger.PublicKey> all = publicKeys(folder.resolve(name + PUBLIC));
            if (!all.isEmpty()) keys.put(name, all);
        }
        return keys;
    }

    private static List<dev.darm.ledger.PublicKey> publicKeys(Path file) throws IOException {
        List<dev.darm.ledger.PublicKey> keys = new ArrayList<>();
        if (!Files.exists(file)) return keys;
        int number = 0;
        for (String line : text(file).lines().toList()) {
            number++;
            try {
                keys.add(dev.darm.ledger.PublicKey.ofHex(line.strip()));
            } catch (IllegalArgumentException e) {
                throw new UnusableKey(
                        file + ", line " + number + ": expected a public key of 64 hexadecimal digits, found '"
                                + line.strip() + "' (" + e.getMessage() + ")");
            }
        }
        return keys;
    }

    private PrivateKey keyOrNew(Path file) throws IOException, GeneralSecurityException {
        if (keeps(file)) return Pem.key(file.toString(), text(file));
        PrivateKey key = pki.newKey();
        createSecret(file, Pem.write(key));
        return key;
    }

    private static void requireMatch(Path keyFile, Path certificateFile, X509Certificate certificate)
            throws UnusableKey, GeneralSecurityException {
        PublicKey publicKey = Pki.publicKeyOf(Pem.key(keyFile.toString(), text(keyFile)));
        if (!publicKey.equals(certificate.getPublicKey()))
            throw new UnusableKey(keyFile + " is not the key of " + certificateFile
                    + "; restore the key from a copy, or delete the certificate to have it made again");
    }

    private void requireSigned(Path file, X509Certificate certificate, X509Certificate authority) throws UnusableKey {
        try {
            certificate.verify(authority.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new UnusableKey(file + " was not signed by the authority in "
                    + folder.resolve(AUTHORITY + CERTIFICATE) + "; delete it to have it made again");
        }
    }

    /** Whether {@code file} is there; what is there is kept, and reported so. */
    private boolean keeps(Path file) {
        boolean there = Files.exists(file);
        if (there) kept.add(name(file));
        return there;
    }

    private void create(Path file, String text) throws IOException {
        write(file, text);
        created.add(name(file));
    }

    private void createSecret(Path file, String text) throws IOException {
        write(file, text, ownerOnly(folder, "rw-------"));
        created.add(name(file));
    }

    /** Writes beside, syncs, renames: a crash leaves no part of a file, and a secret is never open to others. */
    private static void write(Path file, String text, FileAttribute<?>... attributes) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(beside);
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(beside, options, attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) channel.write(bytes);
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        if (knowsOwners(file)) {
            try (FileChannel folder = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        if (!knowsOwners(path)) return new FileAttribute<?>[0];
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private static boolean knowsOwners(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String text(Path file) throws UnusableKey {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new UnusableKey(
                    file + " is missing; restore it from a copy, or create the missing keys with" + " `./darm keys`");
        } catch (MalformedInputException e) {
            throw new UnusableKey(file + " is not a text file");
        } catch (IOException e) {
            throw new UnusableKey(file + " cannot be read: " + e);
        }
    }
}
