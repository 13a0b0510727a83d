package dev.darm.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The folder that holds everything a node keeps. Its file {@code format} says with which version of DARM's layout and for
 * which node of which deployment it was made; a folder of another version or another node is refused, never guessed at.
 */
final class DataFolder {

    static final String FORMAT = "format";

    /** The version of the layout: which logs there are and what their records mean. */
    static final int VERSION = 1;

    private static final int TOKEN_BYTES = 32;

    private final Path folder;

    private DataFolder(Path folder) {
        this.folder = folder;
    }

    /** Opens the folder of {@code config}, or makes it. */
    static DataFolder open(NodeConfig config) {
        DataFolder data = new DataFolder(config.dataFolder());
        try {
            Files.createDirectories(data.folder);
            data.check(config);
            return data;
        } catch (AccessDeniedException | FileAlreadyExistsException e) {
            throw new StartFailure(
                    ExitCode.NO_PERMISSION,
                    "cannot write the data folder %s (darm.data-folder): %s; expected a folder that this user may write"
                            .formatted(data.folder, e.getMessage()),
                    e);
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.DATA, "cannot open the data folder %s: %s".formatted(data.folder, e.getMessage()), e);
        }
    }

    private void check(NodeConfig config) throws IOException {
        Path file = folder.resolve(FORMAT);
        List<String> expected = List.of(
                "darm data " + VERSION,
                "deployment " + config.cluster().name(),
                "node " + config.node().name());
        if (Files.notExists(file)) {
            requireEmpty(file);
            Files.writeString(
                    file, String.join("\n", expected) + "\n", StandardOpenOption.CREATE, StandardOpenOption.DSYNC);
            return;
        }
        List<String> found = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (found.equals(expected)) return;
        boolean version = !found.isEmpty() && found.getFirst().equals(expected.getFirst());
        throw new StartFailure(
                version ? ExitCode.CONFIG : ExitCode.DATA,
                "%s says '%s', expected '%s'; %s"
                        .formatted(
                                file,
                                String.join(", ", found),
                                String.join(", ", expected),
                                version
                                        ? "each node of each deployment needs a data folder of its own (darm.data-folder)"
                                        : "use the version of darm that made it, or another darm.data-folder"));
    }

    /** Data without a format file is not ours to write into. */
    private void requireEmpty(Path file) throws IOException {
        try (var files = Files.list(folder)) {
            List<String> others = files.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> !name.equals("lock"))
                    .sorted()
                    .toList();
            if (!others.isEmpty())
                throw new StartFailure(
                        ExitCode.DATA,
                        "the data folder %s holds %s but no file %s; expected an empty folder or one that darm made"
                                .formatted(folder, others, file.getFileName()));
        }
    }

    /**
     * The token that changing requests need: 64 hexadecimal digits in {@code file}, which is made when it is absent and
     * readable by its owner only. Several nodes of one machine may share one file; whoever is first makes it.
     *
     * @return the token, and whether it was made now
     */
    static Token token(Path file) {
        try {
            boolean made = Files.notExists(file) && make(file);
            String token = Files.readString(file).strip();
            if (token.length() < 16)
                throw new StartFailure(
                        ExitCode.NO_PERMISSION,
                        "%s (darm.gateway.token-file) holds %d characters, expected a token of at least 16; remove it to have one made"
                                .formatted(file, token.length()));
            return new Token(token, made);
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.NO_PERMISSION, "cannot read or make the token %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    record Token(String value, boolean made) {}

    /** Whether this call made the file; false when another node was faster. */
    private static boolean make(Path file) throws IOException {
        byte[] secret = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(secret);
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) Files.createDirectories(parent);
        Path next = Files.createTempFile(
                parent,
                "token",
                ".next",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(next, HexFormat.of().formatHex(secret) + "\n", StandardOpenOption.DSYNC);
            // a link, unlike a move, fails when the name exists, and never shows a half-written file
            Files.createLink(file, next);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
