package dev.darm.cli;

import dev.darm.ledger.BadGenesis;
import dev.darm.ledger.ChainRules;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.GenesisFile;
import dev.darm.node.ExitCode;
import dev.darm.node.NodeConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes or shows the genesis of a deployment's chain. */
@Command(
        name = "genesis",
        mixinStandardHelpOptions = true,
        description =
                "Writes the genesis that enrols the validator key of every node with the role head, or shows the one "
                        + "that is there. All nodes must have the same file.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./darm genesis", "  ./darm genesis cluster-configs/home-lab"})
final class GenesisCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    FolderArgument folder = new FolderArgument();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Deployment deployment = folder.load();
        NodeConfig first = deployment.nodes().get(0);
        if (!Files.exists(first.genesisFile())) out.println(Preparation.genesis(deployment));
        Genesis genesis = genesis(first.genesisFile());
        out.printf("chain      %s%n", genesis.chainId());
        out.printf("time       %s%n", genesis.time());
        out.printf("hash       %s%n", genesis.hash());
        genesis.validators()
                .members()
                .forEach(member -> out.printf(
                        "validator  %-16s power %d  key %s%n",
                        member.name(), member.power(), member.key().hex()));
        ChainRules rules = genesis.rules();
        out.printf(
                "rules      tau-c %s, min-independent %d, ballot-window %d, contest-votes %d, contest-period %s, "
                        + "statistics-growth %s, statistics-least-growth %d%s%n",
                rules.tau() / (double) ChainRules.ONE,
                rules.minIndependent(),
                rules.ballotWindow(),
                rules.contestVotes(),
                rules.contestPeriod(),
                rules.statisticsGrowth() / (double) ChainRules.ONE,
                rules.statisticsLeastGrowth(),
                genesis.stated().isPresent() ? "" : " (not stated: the seed's)");
        return ExitCode.OK.code();
    }

    private static Genesis genesis(Path file) throws IOException {
        try {
            return GenesisFile.read(file.toString(), Files.readString(file));
        } catch (BadGenesis e) {
            throw new Darm.Failure(ExitCode.CONFIG, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
