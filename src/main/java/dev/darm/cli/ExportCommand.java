package dev.darm.cli;

import dev.darm.ledger.ChainState;
import dev.darm.ledger.Genesis;
import dev.darm.node.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes all blocks of a running node to one file. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes all blocks from height 1 on to FILE, each verified on its way. Whoever has the genesis can verify the file"
                    + " without a network; `./darm chain restore` makes a node's chain of it.",
            "The node goes on meanwhile. Ends with 64 when FILE exists, 69 when no node gives all blocks, 74 when one does not hold."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm chain export home.chain",
            "  ./darm chain export home.chain --node 10.0.0.7:8551 --genesis genesis.json"
        })
final class ExportCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file to make; it must not exist.")
    @SuppressWarnings("NullAway.Init")
    Path file;

    @Option(names = "--genesis", paramLabel = "FILE", description = "The chain's genesis (default: the deployment's).")
    @Nullable
    Path genesis;

    @Mixin
    Target target = new Target();

    @Override
    public Integer call() {
        if (Files.exists(file)) throw new Darm.Failure(ExitCode.USAGE, file + " exists; expected a file to make");
        Genesis known = LightCommand.genesis(genesis, target);
        BlockPages from = ChainCopy.source(target.addresses(), 1);
        try {
            ChainState end = new ChainCopy(known)
                    .write(file, ChainState.of(known), from.height().orElse(0L), from);
            spec.commandLine()
                    .getOut()
                    .printf(
                            "Wrote %s: chain '%s', height %d, %s, from %s.%n",
                            file, known.chainId(), end.height(), end.tip().hash(), from.address());
            return ExitCode.OK.code();
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.NO_PERMISSION, "cannot write " + file + ": " + e.getMessage());
        }
    }
}
