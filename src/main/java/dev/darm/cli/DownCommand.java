package dev.darm.cli;

import dev.darm.node.ExitCode;
import dev.darm.node.NodeConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops a deployment's processes on this machine. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description =
                "Stops the nodes of a deployment that run on this machine. Nothing is lost; --wipe deletes their data.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./darm down", "  ./darm down --wipe", "  ./darm down my-cluster"})
final class DownCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    FolderArgument folder = new FolderArgument();

    @Option(names = "--wipe", description = "Also delete the nodes' data folders, logs and genesis. The keys stay.")
    boolean wipe;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Deployment deployment = folder.load();
        Map<NodeProcess, ProcessHandle> running = new LinkedHashMap<>();
        for (NodeProcess process : deployment.processes())
            process.running().ifPresentOrElse(handle -> running.put(process, handle), process::forget);
        // All are asked at once, so that none waits for the others to take over its work.
        running.values().forEach(ProcessHandle::destroy);
        boolean orderly = true;
        for (Map.Entry<NodeProcess, ProcessHandle> entry : running.entrySet()) {
            boolean stopped = entry.getKey().stop(entry.getValue(), PATIENCE);
            out.println(entry.getKey().name() + (stopped ? " stopped." : " did not stop in time and was ended."));
            orderly &= stopped;
        }
        if (running.isEmpty()) out.println("No node of this deployment runs on this machine.");
        if (wipe) wipe(deployment, out);
        return orderly ? ExitCode.OK.code() : ExitCode.UNAVAILABLE.code();
    }

    private static void wipe(Deployment deployment, PrintWriter out) {
        for (NodeConfig node : deployment.nodes()) delete(node.dataFolder(), out);
        delete(deployment.runFolder(), out);
        delete(deployment.nodes().get(0).genesisFile(), out);
        for (NodeConfig node : deployment.nodes()) delete(node.tokenFile(), out);
    }

    private static void delete(Path path, PrintWriter out) {
        if (!Files.exists(path)) return;
        try (Stream<Path> below = Files.walk(path)) {
            List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) Files.delete(each);
            out.println("Deleted " + path);
        } catch (IOException e) {
            throw new Darm.Failure(ExitCode.NO_PERMISSION, "cannot delete " + path + ": " + e.getMessage());
        }
    }
}
