package dev.darm.cli;

import dev.darm.ledger.Chain;
import dev.darm.ledger.ChainState;
import dev.darm.ledger.ChainVerifier;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.TrustedBlock;
import dev.darm.node.DeploymentRules;
import dev.darm.node.ExitCode;
import dev.darm.node.NodeConfig;
import dev.darm.node.StoppedNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a node's chain of a copy. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the chain of a stopped node of COPY, a file of `./darm chain export` or a folder of `./darm chain backup`. The"
                    + " node's data folder must be empty or absent. Every block is verified against the genesis that the node's"
                    + " file names before anything is written.",
            "The log of votes is in no copy. A validator that lost it must come back under another key: it could vote"
                    + " differently where it has voted before. Ends with 74 when the folder holds anything, or when the copy is of"
                    + " another genesis, cut short or changed, or does not lead through the block that the node's file trusts"
                    + " (darm.ledger.trusted); it names the height."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm chain restore home.chain cluster-configs/local/node-2.conf",
            "  ./darm chain restore /mnt/backup/home /etc/darm/node.conf"
        })
final class RestoreCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "COPY", description = "The copy: a file or a folder.")
    @SuppressWarnings("NullAway.Init")
    Path copy;

    @Parameters(index = "1", paramLabel = "FILE", description = "The node's file.")
    @SuppressWarnings("NullAway.Init")
    Path file;

    /** Signatures alone do not show that a copy that ends below the trusted block leads there. */
    private void requireReached(TrustedBlock trusted, long height) {
        if (height < trusted.height())
            throw new Darm.Failure(
                    ExitCode.DATA,
                    copy + " ends at height " + height + ", below the trusted block of " + trusted
                            + " (darm.ledger.trusted), so nothing shows that it leads there; nothing was written."
                            + " Restore a later copy, or start the node without one: it fetches the chain");
    }

    @Override
    public Integer call() {
        List<Path> files = BackupFolder.files(copy);
        if (files.isEmpty()) throw new Darm.Failure(ExitCode.NO_INPUT, copy + " holds no blocks");
        NodeConfig config = StoppedNode.requireEmpty(Deployment.resolve(file));
        Genesis genesis = StoppedNode.genesis(config);
        Optional<TrustedBlock> trusted = StoppedNode.trusted(config);
        ChainVerifier verifier = new ChainVerifier(genesis, DeploymentRules.of(genesis), trusted);
        ChainState verified = BackupFolder.read(files, genesis, Optional.of(verifier), block -> {});
        trusted.ifPresent(block -> requireReached(block, verified.height()));
        try (StoppedNode node = StoppedNode.empty(config.file())) {
            Chain.Making making = Chain.make(node.disk(), node.logs(), genesis);
            ChainState written = BackupFolder.read(files, genesis, Optional.empty(), making::add);
            if (!written.equals(verified))
                throw new Darm.Failure(
                        ExitCode.DATA, copy + " changed while it was read; remove " + config.dataFolder());
            making.end();
        } catch (IOException e) {
            throw new Darm.Failure(
                    ExitCode.DATA,
                    "cannot write the chain: " + e.getMessage() + "; remove what was written in "
                            + config.dataFolder());
        }
        spec.commandLine()
                .getOut()
                .printf(
                        "Restored %s: height %d, %s, every block verified. The log of votes is in no copy: give %s another"
                                + " key before it votes (docs/operations.md).%n",
                        config.dataFolder(),
                        verified.height(),
                        verified.tip().hash(),
                        config.node().name());
        return ExitCode.OK.code();
    }
}
