package dev.darm.bench;

import dev.darm.journey.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Four {@link LedgerProcess}es of this machine, which are ended when they are measured, or take too long. */
final class LedgerProcesses implements AutoCloseable {

    private static final long READY_SECONDS = 180;

    /** What one counted: nanoseconds, blocks, payloads, CPU nanoseconds, fsyncs, bytes; and messages by kind. */
    private record Counted(
            long nanos, long blocks, long payloads, long cpu, long syncs, long bytes, List<String> kinds) {
        static Counted of(String line) {
            String[] words = line.split(" ");
            return new Counted(
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]),
                    List.of(words).subList(7, words.length));
        }
    }

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final List<BufferedReader> outputs = new ArrayList<>();

    private LedgerProcesses(Path folder) {
        this.folder = folder;
    }

    /** Measures and prints one case. A window of 1 is one client's; others are shared by four. */
    static void run(Path folder, LedgerBench.Load load, int seconds) throws Exception {
        Files.createDirectories(folder);
        try (LedgerProcesses all = new LedgerProcesses(folder)) {
            String ports = FreePorts.take(LedgerBench.NAMES.size()).stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(","));
            for (int i = 0; i < LedgerBench.NAMES.size(); i++) {
                int own = load.window() == 1 ? (i == 0 ? 1 : 0) : load.window() / LedgerBench.NAMES.size();
                all.start("" + i, ports, folder.toString(), "" + own, load.name(), "" + seconds);
            }
            all.lines("READY", READY_SECONDS);
            all.tell();
            all.lines("WARM", READY_SECONDS);
            all.tell();
            List<Counted> counted = all.lines("COUNTED", seconds + READY_SECONDS).stream()
                    .map(Counted::of)
                    .toList();
            all.tell();
            report(counted, all.latencies());
        }
    }

    private void start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LedgerProcess.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve(arguments[0] + ".err").toFile())
                .start();
        processes.add(process);
        outputs.add(process.inputReader(StandardCharsets.UTF_8));
    }

    /** The next line of each that begins with {@code word}. */
    private List<String> lines(String word, long seconds) throws Exception {
        List<CompletableFuture<String>> lines = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            int index = i;
            lines.add(CompletableFuture.supplyAsync(
                    () -> line(index, word), task -> Thread.ofVirtual().start(task)));
        }
        List<String> read = new ArrayList<>();
        for (CompletableFuture<String> line : lines) read.add(line.get(seconds, TimeUnit.SECONDS));
        return read;
    }

    private String line(int index, String word) {
        try {
            while (true) {
                String line = outputs.get(index).readLine();
                if (line == null)
                    throw new IllegalStateException(
                            "process " + index + " ended: " + Files.readString(folder.resolve(index + ".err")));
                if (line.startsWith(word)) return line;
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void tell() throws IOException {
        for (Process process : processes) {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }
    }

    private List<Double> latencies() throws IOException {
        List<Double> millis = new ArrayList<>();
        for (String name : LedgerBench.NAMES)
            for (String line : Files.readAllLines(folder.resolve(name + ".latencies")))
                millis.add(Long.parseLong(line) / 1e6);
        return millis;
    }

    private static void report(List<Counted> counted, List<Double> millis) {
        double payloads = 0;
        double rate = 0;
        double blocks = 0;
        for (Counted one : counted) {
            payloads += one.payloads / (one.nanos / 1e9) / counted.size();
            rate += one.blocks / (one.nanos / 1e9) / counted.size();
            blocks += one.blocks / (double) counted.size();
        }
        Report.line("  in four processes", Report.text("%,.0f payloads/s, %,.1f blocks/s", payloads, rate));
        LedgerBench.decision(
                "    ",
                millis,
                blocks,
                counted.stream().mapToLong(Counted::syncs).sum(),
                counted.stream().mapToLong(Counted::bytes).sum(),
                counted.stream().mapToLong(Counted::cpu).sum());
        StringBuilder cpu = new StringBuilder();
        for (Counted one : counted) cpu.append(Report.text("%.0f %% ", 100.0 * one.cpu / one.nanos));
        Report.line("    CPU of each process, of one processor", cpu.toString().strip());
        TreeMap<String, Long> kinds = new TreeMap<>();
        for (Counted one : counted)
            for (String kind : one.kinds)
                kinds.merge(kind.split("=")[0], Long.parseLong(kind.split("=")[1]), Long::sum);
        TreeMap<String, String> each = new TreeMap<>();
        for (String kind : kinds.keySet()) each.put(kind, Report.text("%.1f", kinds.getOrDefault(kind, 0L) / blocks));
        Report.line("    messages of a decision", each.toString());
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : processes) if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
        for (Process process : processes) process.waitFor();
    }
}
