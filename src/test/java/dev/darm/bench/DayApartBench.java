package dev.darm.bench;

import dev.darm.sim.report.RunSummary;
import dev.darm.sim.run.Fleet;
import dev.darm.sim.run.Invariant;
import dev.darm.sim.run.RunOptions;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.run.SimulatedNode;
import dev.darm.sim.run.Simulation;
import dev.darm.sim.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A run of {@code sim/backlog.conf}: what a node that writes for a day out of reach keeps, how long its backlog takes to come
 * into the chain, and what the others notice of it.
 */
final class DayApartBench {

    private static final double SECOND = 1e9;
    private static final String SHIP = "ship-1";

    private DayApartBench() {}

    /** How much lay on each disk at most. Looks every virtual second, and finds nothing wrong. */
    private static final class Disks implements Invariant {
        private final TreeMap<String, Long> most = new TreeMap<>();

        @Override
        public String name() {
            return "disks-are-looked-at";
        }

        @Override
        public Optional<String> look(Fleet fleet) {
            for (SimulatedNode node : fleet.nodes())
                most.merge(node.name(), node.disk().usedBytes(), Math::max);
            return Optional.empty();
        }
    }

    /** Arguments: the scenario, the seed, and {@code short} for its short horizon. */
    public static void main(String[] args) throws IOException {
        Path home = Path.of("").toAbsolutePath();
        Scenario whole = Scenario.read(home.resolve(args[0]), home, Set.of());
        Scenario scenario = args.length > 2 ? whole.shortened().orElseThrow() : whole;
        Disks disks = new Disks();
        RunResult result = Simulation.run(
                scenario,
                Long.parseLong(args[1]),
                RunOptions.quiet().checking(List.of(disks)).telling(DayApartBench::tell));
        print(result, disks);
        System.exit(result.violation().isPresent() ? 1 : 0);
    }

    private static long told;

    private static void tell(long virtual, double wall, long events) {
        if (virtual - told < 3_600 * SECOND) return;
        told = virtual;
        System.err.println(Report.text("%.0f h of virtual time after %.0f s", virtual / SECOND / 3_600, wall));
    }

    private static void print(RunResult result, Disks disks) {
        RunSummary run = result.summary();
        Report.line(
                run.run().scenario(),
                result.violation()
                        .map(broken -> "VIOLATION " + broken.message())
                        .orElse("all invariants held"));
        Report.line(
                "  run",
                Report.text(
                        "%.2f virtual h, %.0f CPU-s, %d events",
                        run.cost().virtualNanos() / SECOND / 3_600,
                        run.cost().cpuSeconds(),
                        run.cost().events()));
        RunSummary.Fault cut = run.faults().getFirst();
        long from = cut.atNanos();
        long healed = Optional.ofNullable(cut.untilNanos()).orElseThrow();
        long caughtUp = roots(run, healed);
        latency("  latency of blocks before the cut", run, 0, from);
        latency("  meanwhile", run, from, healed);
        latency("  until the backlog stands", run, healed, caughtUp);
        latency("  afterwards", run, caughtUp, run.cost().virtualNanos());
        disks.most.forEach((node, bytes) -> Report.line("  most on the disk of " + node, megabytes(bytes)));
        run.links().stream()
                .filter(link -> link.from().equals(SHIP) || link.to().equals(SHIP))
                .forEach(link -> Report.line("  " + link.from() + " to " + link.to(), megabytes(link.bytes())));
        Report.line("  trace hash", run.run().traceHash());
    }

    /** When hardly any of what had gathered waits any more. */
    private static long roots(RunSummary run, long healed) {
        List<RunSummary.Point> points = run.roots().getFirst().points();
        RunSummary.Point most = points.getFirst();
        for (RunSummary.Point point : points) if (point.value() > most.value()) most = point;
        double hundredth = most.value() / 100;
        long caughtUp = run.cost().virtualNanos();
        for (RunSummary.Point point : points.reversed()) {
            if (point.atNanos() < healed || point.value() > hundredth) break;
            caughtUp = point.atNanos();
        }
        Report.line("  roots that waited at most", Report.text("%,.0f", most.value()));
        Report.line(
                "  from the end of the cut until a hundredth waits",
                Report.text("%.1f virtual s", (caughtUp - healed) / SECOND));
        Report.line(
                "  roots that wait at the end",
                Report.text("%,.0f", points.getLast().value()));
        return caughtUp;
    }

    private static void latency(String what, RunSummary run, long from, long until) {
        List<Double> millis = run.commits().stream()
                .filter(commit -> commit.atNanos() >= from && commit.atNanos() < until)
                .map(commit -> commit.latencyNanos() / 1e6)
                .toList();
        if (millis.isEmpty()) Report.line(what, "no block");
        else
            Report.line(
                    what,
                    Report.text(
                            "median %.0f ms, 95 %% %.0f ms, longest %.0f ms, %d blocks",
                            Report.quantile(millis, 0.5),
                            Report.quantile(millis, 0.95),
                            Report.quantile(millis, 1),
                            millis.size()));
    }

    private static String megabytes(long bytes) {
        return Report.text("%.1f MB", bytes / 1e6);
    }
}
