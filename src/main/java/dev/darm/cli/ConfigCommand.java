package dev.darm.cli;

import dev.darm.node.ConfigListing;
import dev.darm.node.ExitCode;
import dev.darm.node.NodeConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a node's settings come to, and where each comes from. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Checks a node file and prints every darm.* value with the file and line that sets it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./darm config cluster-configs/local/node-1.conf",
            "  ./darm config my-node.conf | grep darm.network"
        })
final class ConfigCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The node's file.")
    @SuppressWarnings("NullAway.Init")
    Path file;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(ConfigListing.of(NodeConfig.load(Deployment.resolve(file))));
        spec.commandLine().getOut().flush();
        return ExitCode.OK.code();
    }
}
