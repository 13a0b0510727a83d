package dev.darm.cli;

import dev.darm.node.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes the keys that a deployment's nodes need. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = {
            "Makes what is missing in the deployment's keys folder: a certificate authority, a TLS certificate and key for "
                    + "each node, and a validator key for each node. Nothing that exists is replaced.",
            "Copy to each machine only ca.crt and the files of its own node; keep ca.key where you make keys."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./darm keys", "  ./darm keys cluster-configs/home-lab"})
final class KeysCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    FolderArgument folder = new FolderArgument();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Deployment deployment = folder.load();
        List<String> told = Preparation.keys(deployment);
        told.forEach(out::println);
        if (told.isEmpty())
            out.println("All keys are there: " + deployment.nodes().get(0).keysFolder());
        return ExitCode.OK.code();
    }
}
