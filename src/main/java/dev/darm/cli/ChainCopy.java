package dev.darm.cli;

import dev.darm.ledger.ChainFile;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.ChainVerifier;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.Genesis;
import dev.darm.node.DeploymentRules;
import dev.darm.node.ExitCode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Copies blocks of a running node into a {@link ChainFile}, each verified on its way. */
final class ChainCopy {

    private final Genesis genesis;
    private final ChainVerifier verifier;

    ChainCopy(Genesis genesis) {
        this.genesis = genesis;
        this.verifier = new ChainVerifier(genesis, DeploymentRules.of(genesis));
    }

    ChainVerifier verifier() {
        return verifier;
    }

    /** The first of {@code addresses} that answers and has the block of height {@code from}, if any is so high. */
    static BlockPages source(List<String> addresses, long from) {
        StringBuilder why = new StringBuilder();
        for (String address : addresses) {
            BlockPages pages = new BlockPages(address);
            Optional<Long> height = pages.height();
            if (height.isPresent() && (height.get() < from || pages.block(from).isPresent())) return pages;
            why.append("; ").append(address).append(height.isEmpty() ? " does not answer" : " keeps no block " + from);
        }
        throw new Darm.Failure(
                ExitCode.UNAVAILABLE,
                "no node could give the blocks from height " + from
                        + " on. Is the deployment up (`./darm up`), and does an archive answer?" + why);
    }

    /**
     * Writes the blocks above {@code state} up to {@code last} to {@code file}, which appears when it is whole and durable.
     */
    ChainState write(Path file, ChainState state, long last, BlockPages from) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        ChainState now = state;
        try (FileChannel channel = FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                ChainFile.Writer writer = new ChainFile.Writer(
                        new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16),
                        genesis,
                        state.height() + 1)) {
            while (now.height() < last) {
                CommittedBlock block = block(from, now.height() + 1);
                Optional<String> refusal = verifier.refusal(now, block);
                if (refusal.isPresent())
                    throw new Darm.Failure(
                            ExitCode.DATA,
                            "the block of height " + (now.height() + 1) + " that " + from.address()
                                    + " gave does not hold: " + refusal.get());
                writer.add(block);
                now = now.after(block);
            }
            writer.end();
            channel.force(true);
        } catch (IOException | Darm.Failure e) {
            Files.deleteIfExists(part);
            throw e;
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(file);
        return now;
    }

    private static CommittedBlock block(BlockPages from, long height) {
        return from.block(height)
                .orElseThrow(() ->
                        new Darm.Failure(ExitCode.UNAVAILABLE, from.address() + " gave no block of height " + height));
    }

    private static void syncFolder(Path file) throws IOException {
        Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file.toAbsolutePath());
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
