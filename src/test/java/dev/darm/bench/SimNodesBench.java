package dev.darm.bench;

import dev.darm.sim.run.RunOptions;
import dev.darm.sim.run.Simulation;
import dev.darm.sim.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Virtual seconds that whole nodes live through in a second of processor time, idle and under the home lab's load. */
final class SimNodesBench {

    private static final int ROUNDS = 3;

    /** How long a cluster may take to form, in virtual seconds. */
    private static final int PATIENCE = 600;

    /** Until the HTTP connections by which each node asked each other for a cluster are closed again, in virtual seconds. */
    private static final int SETTLE = 120;

    private SimNodesBench() {}

    /** Arguments: idle or load, nodes, virtual seconds a round. */
    public static void main(String[] args) throws IOException {
        int nodes = Integer.parseInt(args[1]);
        int seconds = Integer.parseInt(args[2]);
        if (args[0].equals("idle")) idle(nodes, seconds);
        else load(nodes, seconds);
        System.exit(0);
    }

    private static void idle(int count, int seconds) throws IOException {
        long empty = CpuTime.liveHeap();
        long from = CpuTime.now();
        SimNodes run = SimNodes.start(count, 1);
        int formed = 0;
        while (!run.formed()) {
            if (++formed > PATIENCE) throw new IllegalStateException("no cluster in " + PATIENCE + " virtual s");
            run.engine.runUntil(formed * SimNodes.SECOND);
        }
        double forming = (CpuTime.now() - from) / 1e9;
        run.engine.runUntil(run.engine.now() + SETTLE * SimNodes.SECOND);
        long steps = run.engine.steps();
        List<Double> rates =
                CpuTime.rates(ROUNDS, seconds, () -> run.engine.runUntil(run.engine.now() + seconds * SimNodes.SECOND));
        long each = (run.engine.steps() - steps) / ((long) ROUNDS * seconds);

        print("idle, %d nodes".formatted(count), rates);
        Report.line("  steps a virtual second", Report.text("%d", each));
        Report.line(
                "  forming the cluster",
                Report.text("%d virtual s in %.1f CPU-s, %.2f a node", formed, forming, forming / count));
        Report.line("  heap", Report.text("%.1f MB a node", (CpuTime.liveHeap() - empty) / 1e6 / count));
    }

    /** The first minutes go by before the workload begins; so the whole run counts, its start too. */
    private static void load(int count, int seconds) throws IOException {
        Scenario scenario = homeLab(count);
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            long from = CpuTime.now();
            Simulation.run(scenario, 1, RunOptions.quiet().until(Duration.ofSeconds(seconds)));
            if (round > 0) rates.add(seconds * 1e9 / (CpuTime.now() - from));
        }
        print("load of the home lab, %d nodes, start included".formatted(count), rates);
    }

    /** The workload of {@code sim/home-lab.conf} on its short horizon, without its faults, on a LAN. */
    private static Scenario homeLab(int count) throws IOException {
        Path home = Path.of("").toAbsolutePath();
        Path file = Files.writeString(home.resolve("target/bench-load.conf"), """
                include required(file("%s"))
                name = bench-load
                duration = 24 h
                nodes = [%s]
                workload {
                  documents = [{ folder = "sim/text", files = "*.md" }, { generated = 60, statements = 5 }]
                  ingest.per-hour = 30
                  asks.per-hour = 120
                }
                """.formatted(
                        home.resolve("sim/parts/reading.conf"), fleet(count)));
        return Scenario.read(file, home, Set.of());
    }

    private static String fleet(int count) {
        String kind = "{ count = %d, prefix = \"%s-\", roles = %s, device = pi-5, uplink = lan-1g }";
        int heads = Math.min(count, SimNodes.MOST_HEADS);
        String all = kind.formatted(heads, "head", "[head, edge]");
        return heads == count ? all : all + ", " + kind.formatted(count - heads, "edge", "[edge]");
    }

    private static void print(String what, List<Double> rates) {
        Report.line(
                what,
                Report.text(
                        "%.1f virtual s/CPU-s (%.1f to %.1f)",
                        Report.quantile(rates, 0.5), Report.quantile(rates, 0), Report.quantile(rates, 1)));
    }
}
