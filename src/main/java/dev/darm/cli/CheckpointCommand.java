package dev.darm.cli;

import dev.darm.ledger.Checkpoint;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.ValidatorSet;
import dev.darm.node.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what a witness of transparency logs signs. */
@Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the newest checkpoint of the log of block headers, signed by the node that is asked (c2sp.org/tlog-checkpoint),"
                    + " or the keys that a witness needs to check one.",
            "A node serves the log under /darm/chain: checkpoint, tile/… (c2sp.org/tlog-tiles) and consistency/FROM/TO."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./darm chain checkpoint", "  ./darm chain checkpoint --keys"})
final class CheckpointCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(
            names = "--keys",
            description = "Print the verifier keys of the genesis' validators instead; no node is asked.")
    boolean keys;

    @Option(names = "--genesis", paramLabel = "FILE", description = "The chain's genesis (default: the deployment's).")
    @Nullable
    Path genesis;

    @Mixin
    Target target = new Target();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (keys) {
            Genesis known = LightCommand.genesis(genesis, target);
            for (ValidatorSet.Member member : known.validators().members())
                out.println(Checkpoint.verifierKey(Checkpoint.origin(known), member.key()));
        } else {
            out.print(target.api().text("/darm/chain/checkpoint", Duration.ofSeconds(60)));
            out.flush();
        }
        return ExitCode.OK.code();
    }
}
