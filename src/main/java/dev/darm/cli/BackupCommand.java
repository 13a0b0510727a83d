package dev.darm.cli;

import dev.darm.ledger.ChainFile;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.Genesis;
import dev.darm.node.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps a copy of the chain in a folder, and adds to it what is new. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Copies the chain of running nodes into FOLDER, with its genesis. Run again, it verifies what is there and adds the"
                    + " blocks that are new. Blocks never change, so the copy is consistent though the nodes go on meanwhile.",
            "It holds no keys, no log of votes and no texts of claims. Ends with 69 when no node gives the blocks, 74 when"
                    + " one does not hold or the folder is damaged."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm chain backup /mnt/backup/home",
            "  ./darm chain backup copy --node 10.0.0.7:8551 --genesis genesis.json"
        })
final class BackupCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "Where the copy is, or is to be made.")
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Option(names = "--genesis", paramLabel = "FILE", description = "The chain's genesis (default: the deployment's).")
    @Nullable
    Path genesis;

    @Mixin
    Target target = new Target();

    @Override
    public Integer call() {
        Genesis known = LightCommand.genesis(genesis, target);
        BackupFolder.prepare(folder, known);
        ChainCopy copy = new ChainCopy(known);
        ChainState there =
                BackupFolder.read(BackupFolder.files(folder), known, Optional.of(copy.verifier()), block -> {});
        long first = there.height() + 1;
        BlockPages from = ChainCopy.source(target.addresses(), first);
        long last = from.height().orElse(0L);
        PrintWriter out = spec.commandLine().getOut();
        if (last < first) {
            out.printf(
                    "Nothing new: %s holds height %d, %s.%n",
                    folder, there.height(), there.tip().hash());
            return ExitCode.OK.code();
        }
        try {
            ChainState end = copy.write(folder.resolve(ChainFile.name(first, last)), there, last, from);
            out.printf(
                    "Added heights %d to %d from %s: %s holds height %d, %s.%n",
                    first, last, from.address(), folder, end.height(), end.tip().hash());
            return ExitCode.OK.code();
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.NO_PERMISSION, "cannot write to " + folder + ": " + e.getMessage());
        }
    }
}
