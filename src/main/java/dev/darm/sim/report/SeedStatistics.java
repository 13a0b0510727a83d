package dev.darm.sim.report;

import dev.darm.sim.report.RunSummary.Commit;
import java.util.List;
import java.util.Objects;

/**
 * One scenario over many seeds. A run that has no value for a figure (it never converged, it committed nothing, nobody
 * asked) is left out of that figure, whose count says how many runs are in it.
 *
 * @param runs how many runs there were
 * @param passed how many of them passed
 * @param convergeSeconds when all correct nodes agreed after the last fault, seconds of virtual time
 * @param commitLatencySeconds each run's median, seconds of virtual time
 * @param recallHits each run's share of questions that some memory answered, 0 to 1
 */
public record SeedStatistics(
        int runs, int passed, Spread convergeSeconds, Spread commitLatencySeconds, Spread recallHits) {

    public static SeedStatistics of(List<RunSummary> runs) {
        return new SeedStatistics(
                runs.size(),
                (int) runs.stream()
                        .filter(run -> run.run().outcome() == RunSummary.Outcome.PASSED)
                        .count(),
                Spread.of(runs.stream()
                        .map(run -> run.cost().convergedNanos())
                        .filter(Objects::nonNull)
                        .map(nanos -> nanos / 1e9)
                        .toList()),
                Spread.of(runs.stream()
                        .filter(run -> !run.commits().isEmpty())
                        .map(SeedStatistics::medianLatency)
                        .toList()),
                Spread.of(runs.stream()
                        .map(RunSummary::recall)
                        .filter(recall -> recall.asked() > 0)
                        .map(recall -> (double) recall.hits() / recall.asked())
                        .toList()));
    }

    /** The table at the end of a run over many seeds. */
    public Table table() {
        return new Table("Over " + Figures.count(runs) + " seeds, of which " + Figures.count(passed) + " passed")
                .columns("figure", "runs", "5 %", "median", "95 %")
                .row(row("time to converge", convergeSeconds, 1e9))
                .row(row("commit latency", commitLatencySeconds, 1e9))
                .row(row("recall hits", recallHits, 0));
    }

    private static Object[] row(String name, Spread spread, double nanosPerUnit) {
        return new Object[] {
            name,
            Figures.count(spread.count()),
            figure(spread.low(), nanosPerUnit),
            figure(spread.median(), nanosPerUnit),
            figure(spread.high(), nanosPerUnit)
        };
    }

    private static String figure(double value, double nanosPerUnit) {
        if (Double.isNaN(value)) return "–";
        return nanosPerUnit == 0 ? Figures.percent(value) : Figures.span((long) (value * nanosPerUnit));
    }

    private static double medianLatency(RunSummary run) {
        return Spread.of(run.commits().stream()
                        .map(Commit::latencyNanos)
                        .map(nanos -> nanos / 1e9)
                        .toList())
                .median();
    }
}
