package dev.darm.cli;

import dev.darm.ledger.ChainRepair;
import dev.darm.ledger.ChainRepair.Offered;
import dev.darm.ledger.CommittedBlock;
import dev.darm.ledger.UnusableChain;
import dev.darm.node.ExitCode;
import dev.darm.node.StoppedNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Mends the chain of a stopped node. */
@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        description = {
            "Fetches the damaged blocks of a stopped node's chain from the other nodes. No node is trusted: every block, kept"
                    + " or fetched, is verified from the genesis on. What is replaced stays in the data folder, as chain.damaged.",
            "The log of votes is never touched. Ends with 69 when the node runs, 74 when no other node has a block that is"
                    + " needed; then nothing is changed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm chain repair cluster-configs/local/node-2.conf",
            "  ./darm chain repair /etc/darm/node.conf --node 10.0.0.7:8551,10.0.0.8:8551"
        })
final class RepairCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The node's file.")
    @SuppressWarnings("NullAway.Init")
    Path file;

    @Option(
            names = {"-n", "--node"},
            paramLabel = "HOST:PORT",
            split = ",",
            description = "HTTP addresses of nodes to ask (default: the others that the node's file lists).")
    @Nullable
    List<String> nodes;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (StoppedNode node = StoppedNode.open(Deployment.resolve(file))) {
            List<BlockPages> peers = (nodes == null ? node.others() : nodes)
                    .stream().map(BlockPages::new).toList();
            ChainRepair.Report report = ChainRepair.run(
                    node.disk(),
                    node.logs(),
                    node.genesis(),
                    node.rules(),
                    node.trusted(),
                    height -> ask(peers, height));
            report.refused().forEach(why -> out.println("Refused: " + why));
            if (report.beside().isEmpty())
                out.printf("Nothing to mend: the chain holds, height %d.%n", report.height());
            else
                out.printf(
                        "Mended: height %d. Fetched %s; verified all from the genesis on. What was there before lies in %s.%n",
                        report.height(),
                        report.fetched().isEmpty() ? "nothing" : "height " + report.ranges(),
                        node.config().dataFolder() + ": " + String.join(", ", report.beside()));
            return ExitCode.OK.code();
        } catch (UnusableChain e) {
            throw new Darm.Failure(ExitCode.DATA, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.DATA, "cannot mend the chain: " + e.getMessage());
        }
    }

    private static List<Offered> ask(List<BlockPages> peers, long height) {
        List<Offered> offers = new ArrayList<>();
        for (BlockPages peer : peers)
            for (CommittedBlock block : peer.block(height).stream().toList())
                offers.add(new Offered(peer.address(), block));
        return offers;
    }
}
