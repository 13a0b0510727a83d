package dev.darm.cli;

import dev.darm.node.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the logs of nodes that run on this machine. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Shows the last lines of the nodes' logs.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./darm logs", "  ./darm logs node-2 --lines 200", "  ./darm logs --follow"})
final class LogsCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Parameters(paramLabel = "NODE", arity = "0..*", description = "Names of nodes (default: all).")
    List<String> names = List.of();

    @Option(
            names = {"-d", "--deployment"},
            paramLabel = "FOLDER",
            defaultValue = Deployment.DEFAULT,
            description = "The deployment's folder (default: ${DEFAULT-VALUE}).")
    Path folder = Path.of(Deployment.DEFAULT);

    @Option(
            names = {"-l", "--lines"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many lines of each (default: ${DEFAULT-VALUE}).")
    int lines = 20;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what comes, until Ctrl-C.")
    boolean follow;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        List<NodeProcess> all = Deployment.load(folder).processes();
        for (String name : names) {
            if (all.stream().noneMatch(process -> process.name().equals(name)))
                throw new Darm.Failure(
                        ExitCode.USAGE,
                        "no node '" + name + "' in " + folder + "; expected one of "
                                + all.stream().map(NodeProcess::name).toList());
        }
        List<NodeProcess> chosen = all.stream()
                .filter(process -> names.isEmpty() || names.contains(process.name()))
                .toList();
        for (NodeProcess process : chosen)
            process.lastLines(lines).forEach(line -> out.println(process.name() + " | " + line));
        out.flush();
        if (follow) follow(chosen, out);
        return ExitCode.OK.code();
    }

    /** Prints what is added to the logs until the process is interrupted. */
    static void follow(List<NodeProcess> processes, PrintWriter out) throws InterruptedException {
        Map<NodeProcess, Long> positions = new LinkedHashMap<>();
        for (NodeProcess process : processes) positions.put(process, size(process));
        while (!Thread.currentThread().isInterrupted()) {
            for (NodeProcess process : processes)
                positions.compute(process, (key, from) -> print(key, from == null ? 0 : from, out));
            out.flush();
            Thread.sleep(300);
        }
    }

    private static long size(NodeProcess process) {
        try {
            return Files.exists(process.logFile()) ? Files.size(process.logFile()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prints whole lines from {@code from} on and returns where the next begins. */
    private static long print(NodeProcess process, long from, PrintWriter out) {
        if (!Files.exists(process.logFile())) return from;
        try (RandomAccessFile file = new RandomAccessFile(process.logFile().toFile(), "r")) {
            if (file.length() <= from) return Math.min(from, file.length());
            byte[] added = new byte[(int) Math.min(file.length() - from, 1 << 20)];
            file.seek(from);
            file.readFully(added);
            int end = added.length;
            while (end > 0 && added[end - 1] != '\n') end--;
            if (end == 0) return from;
            new String(added, 0, end, StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> out.println(process.name() + " | " + line));
            return from + end;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + process.logFile() + ": " + e.getMessage(), e);
        }
    }
}
