package dev.darm.cli;

import dev.darm.node.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a deployment on this machine and feeds it on its first start. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts every node of a deployment as a process on this machine, waits until all are ready, and on the first "
                    + "start feeds them the folder docs/. Nodes that run already are left alone.",
            "Ctrl-C while they start stops what was started; so it does later with --follow."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./darm up", "  ./darm up cluster-configs/local --follow", "  ./darm up my-cluster --no-feed"})
final class UpCommand implements Callable<Integer> {

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    FolderArgument folder = new FolderArgument();

    @Option(
            names = {"-f", "--follow"},
            description = "Stay and show the nodes' logs; Ctrl-C stops the deployment.")
    boolean follow;

    @Option(names = "--no-feed", description = "Do not feed docs/ on the first start.")
    boolean noFeed;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Deployment deployment = folder.load();
        Preparation.of(deployment).forEach(line -> out.println(line));

        Map<NodeProcess, ProcessHandle> started = new LinkedHashMap<>();
        Thread stopStarted = new Thread(() -> stop(started), "stop-on-interrupt");
        Runtime.getRuntime().addShutdownHook(stopStarted);
        for (NodeProcess process : deployment.processes()) start(process, started, out);
        out.flush();
        awaitReady(deployment, started);
        out.printf("All %d nodes are ready.%n", deployment.nodes().size());
        out.flush();
        if (!noFeed) feedOnce(deployment, out);
        announce(deployment, out);
        if (follow) {
            LogsCommand.follow(deployment.processes(), out);
        } else {
            Runtime.getRuntime().removeShutdownHook(stopStarted);
        }
        return ExitCode.OK.code();
    }

    private static void start(NodeProcess process, Map<NodeProcess, ProcessHandle> started, PrintWriter out) {
        Optional<ProcessHandle> running = process.running();
        if (running.isPresent()) {
            out.printf(
                    "%s runs already (process %d).%n",
                    process.name(), running.get().pid());
            return;
        }
        ProcessHandle handle = process.start();
        started.put(process, handle);
        out.printf("%s started (process %d, log %s).%n", process.name(), handle.pid(), process.logFile());
    }

    private static void awaitReady(Deployment deployment, Map<NodeProcess, ProcessHandle> started)
            throws InterruptedException {
        NodeApi api = new NodeApi(deployment.addresses(), Optional.empty());
        List<String> waiting = new ArrayList<>(deployment.addresses());
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (true) {
            waiting.removeIf(address -> api.isOk(address, "/ready"));
            if (waiting.isEmpty()) return;
            for (Map.Entry<NodeProcess, ProcessHandle> entry : started.entrySet()) {
                if (!entry.getValue().isAlive()) throw ended(entry.getKey());
            }
            if (System.nanoTime() > deadline)
                throw new Darm.Failure(
                        ExitCode.UNAVAILABLE,
                        "not ready after %d s: %s; see `./darm logs`"
                                .formatted(READY_TIMEOUT.toSeconds(), String.join(", ", waiting)));
            Thread.sleep(200);
        }
    }

    private static Darm.Failure ended(NodeProcess process) {
        process.forget();
        return new Darm.Failure(
                ExitCode.UNAVAILABLE,
                "%s ended while starting; its last lines (%s):%n  %s"
                        .formatted(
                                process.name(),
                                process.logFile(),
                                String.join(System.lineSeparator() + "  ", process.lastLines(8))));
    }

    private void feedOnce(Deployment deployment, PrintWriter out) {
        Path fed = deployment.runFolder().resolve("fed");
        Path docs = Deployment.home().resolve("docs");
        if (Files.exists(fed) || !Files.isDirectory(docs)) return;
        out.println("First start: feeding " + docs + " …");
        out.flush();
        Target target = new Target();
        target.folder = deployment.folder();
        new Ingestion(target.api(), out, spec.commandLine().getErr()).feed(List.of(docs.toString()));
        try {
            Files.writeString(fed, docs + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + fed + ": " + e.getMessage(), e);
        }
    }

    private void announce(Deployment deployment, PrintWriter out) {
        out.printf("%nConsole: %s/darm%n", deployment.addresses().get(0));
        out.println("Token for changing requests: " + deployment.nodes().get(0).tokenFile());
        out.println("Ask:     ./darm ask \"What does an agent's claim need before it becomes long-term memory?\"");
        out.println("Stop:    ./darm down");
        out.flush();
    }

    private static void stop(Map<NodeProcess, ProcessHandle> started) {
        started.forEach((process, handle) -> process.stop(handle, STOP_PATIENCE));
    }
}
