package dev.darm.cli;

import dev.darm.node.DarmNode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one node in the foreground. */
@Command(
        name = "node",
        mixinStandardHelpOptions = true,
        description = {
            "Runs one node from one file until it is told to stop (SIGTERM, Ctrl-C). This is what a systemd unit runs.",
            "Exit codes: 0 stopped, 64 usage, 66 no such file, 69 port or folder in use, 74 damaged data or a failing disk, "
                    + "75 try again, 77 key or permission missing, 78 configuration, 143 stopped by SIGTERM."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./darm node cluster-configs/local/node-1.conf", "  ./darm node /etc/darm/node.conf"})
final class NodeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The node's file.")
    @SuppressWarnings("NullAway.Init")
    Path file;

    @Option(
            names = "--again",
            description =
                    "Start the node anew when it ends with 75: for where no service manager does. So does `darm up`.")
    boolean again;

    @Override
    public Integer call() throws InterruptedException {
        return DarmNode.run(Deployment.resolve(file), again);
    }
}
