package dev.darm.cli;

import dev.darm.ledger.BadGenesis;
import dev.darm.ledger.ChainFile;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.ChainVerifier;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.GenesisFile;
import dev.darm.ledger.UnusableChain;
import dev.darm.node.ExitCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where copies of a chain lie: one {@link ChainFile}, or a folder with the genesis and a file for each time that it was
 * added to, in the order of their names.
 */
final class BackupFolder {

    static final String GENESIS = "genesis.json";
    private static final Pattern NAME = Pattern.compile("blocks-\\d{12}-\\d{12}\\.chain");

    private BackupFolder() {}

    /** The files of a copy: itself, or those in it. */
    static List<Path> files(Path source) {
        if (Files.isRegularFile(source)) return List.of(source);
        if (!Files.isDirectory(source))
            throw new Darm.Failure(
                    ExitCode.NO_INPUT,
                    "there is no " + source
                            + "; expected a file of `./darm chain export` or a folder of `./darm chain backup`");
        try (Stream<Path> entries = Files.list(source)) {
            return entries.filter(file ->
                            NAME.matcher(String.valueOf(file.getFileName())).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.NO_PERMISSION, "cannot list " + source + ": " + e.getMessage());
        }
    }

    /** Reads all of {@code files} as one chain. */
    static ChainState read(List<Path> files, Genesis genesis, Optional<ChainVerifier> verifier, ChainFile.Sink sink) {
        ChainState state = ChainState.of(genesis);
        for (Path file : files) {
            try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                state = ChainFile.read(bytes, state, verifier, sink);
            } catch (UnusableChain e) {
                throw new Darm.Failure(ExitCode.DATA, file + ": " + e.getMessage());
            } catch (IOException e) {
                throw new Darm.Failure(ExitCode.DATA, "cannot read " + file + ": " + e.getMessage());
            }
        }
        return state;
    }

    /** Makes {@code folder} one for the chain of {@code genesis}, or refuses one of another chain. */
    static void prepare(Path folder, Genesis genesis) {
        Path file = folder.resolve(GENESIS);
        try {
            Files.createDirectories(folder);
            if (Files.notExists(file)) {
                try (Stream<Path> entries = Files.list(folder)) {
                    if (entries.findAny().isPresent())
                        throw new Darm.Failure(
                                ExitCode.USAGE,
                                folder + " is no folder of a backup: it holds files but no " + GENESIS
                                        + "; expected an empty folder, one to make, or one of an earlier backup");
                }
                Files.writeString(file, GenesisFile.write(genesis));
            }
            Genesis there = GenesisFile.read(file.toString(), Files.readString(file));
            if (!there.equals(genesis))
                throw new Darm.Failure(
                        ExitCode.DATA,
                        folder + " holds a backup of chain '" + there.chainId() + "' of genesis " + there.hash()
                                + ", expected '" + genesis.chainId() + "' of " + genesis.hash());
        } catch (BadGenesis e) {
            throw new Darm.Failure(ExitCode.DATA, String.valueOf(e.getMessage()));
        } catch (NotDirectoryException | java.nio.file.FileAlreadyExistsException e) {
            throw new Darm.Failure(ExitCode.USAGE, folder + " is no folder");
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.NO_PERMISSION, "cannot write to " + folder + ": " + e.getMessage());
        }
    }
}
