package dev.darm.sim.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darm.sim.report.RunSummary.Outcome;
import dev.darm.sim.report.RunSummary.Point;
import dev.darm.sim.report.RunSummary.Recall;
import dev.darm.sim.report.RunSummary.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void theSpreadOfOneToAHundredAndOneIsKnown() {
        List<Double> values = new ArrayList<>();
        IntStream.rangeClosed(1, 101).map(i -> 102 - i).forEach(i -> values.add((double) i));

        assertThat(Spread.of(values)).isEqualTo(new Spread(101, 51, 6, 96));
        assertThat(Spread.of(List.of(1.0, 2.0))).isEqualTo(new Spread(2, 1.5, 1.05, 1.95));
        assertThat(Spread.of(List.of()).median()).isNaN();
        assertThatThrownBy(() -> Spread.of(List.of(Double.NaN))).hasMessageContaining("not a number");
    }

    @Property
    void aSpreadLiesAmongItsValuesInOrder(@ForAll @NotEmpty List<@DoubleRange(min = -1e9, max = 1e9) Double> values) {
        Spread spread = Spread.of(values);

        assertThat(spread.low()).isLessThanOrEqualTo(spread.median() + 1e-6);
        assertThat(spread.median()).isLessThanOrEqualTo(spread.high() + 1e-6);
        long below = values.stream().filter(value -> value < spread.median()).count();
        long above = values.stream().filter(value -> value > spread.median()).count();
        assertThat(below).isLessThanOrEqualTo((values.size() + 1) / 2);
        assertThat(above).isLessThanOrEqualTo((values.size() + 1) / 2);
    }

    @Test
    void figuresOverSeedsLeaveOutRunsThatHaveNone() {
        List<RunSummary> runs = new ArrayList<>();
        for (int seed = 1; seed <= 20; seed++) runs.add(converged(Summaries.storm(seed, 200), seed));
        runs.add(Summaries.empty());

        SeedStatistics statistics = SeedStatistics.of(runs);

        assertThat(statistics.runs()).isEqualTo(21);
        assertThat(statistics.passed()).isEqualTo(21);
        assertThat(statistics.convergeSeconds().count()).isEqualTo(20);
        assertThat(statistics.convergeSeconds().median()).isEqualTo(10.5, within(1e-9));
        assertThat(statistics.convergeSeconds().low()).isEqualTo(1.95, within(1e-9));
        assertThat(statistics.commitLatencySeconds().median()).isBetween(0.2, 0.9);
        assertThat(statistics.recallHits().median()).isBetween(0.85, 0.95);
        assertThat(statistics.table().text())
                .contains("Over 21 seeds, of which 21 passed")
                .contains("10.5 s");
    }

    private static RunSummary converged(RunSummary run, int seconds) {
        RunSummary.Cost cost = run.cost();
        Run what = run.run();
        return new RunSummary(
                new Run(what.scenario(), what.seed(), what.version(), what.commit(), Outcome.PASSED, "", "", "0"),
                new RunSummary.Cost(1, 1, cost.virtualNanos(), 1, 1, seconds * Summaries.SECOND),
                run.invariants(),
                run.faults(),
                run.commits(),
                new Recall(run.recall().asked(), run.recall().tiers()),
                run.links(),
                run.members(),
                run.queues(),
                run.asks(),
                List.of(),
                List.of());
    }

    @Property
    void aThinnedSeriesKeepsItsEndsItsPeakAndItsTrough(
            @ForAll @Size(min = 1, max = 500) List<@IntRange(max = 1_000) Integer> values,
            @ForAll @IntRange(min = 1, max = 40) int buckets) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) points.add(new Point(i * 7L, values.get(i)));

        List<Point> thin = Sampling.thin(points, points.getLast().atNanos(), buckets);

        assertThat(thin).hasSizeLessThanOrEqualTo(4 * (buckets + 1));
        assertThat(points).containsSubsequence(thin);
        assertThat(thin.getFirst()).isEqualTo(points.getFirst());
        assertThat(thin.getLast()).isEqualTo(points.getLast());
        assertThat(thin.stream().mapToDouble(Point::value).max())
                .isEqualTo(points.stream().mapToDouble(Point::value).max());
        assertThat(thin.stream().mapToDouble(Point::value).min())
                .isEqualTo(points.stream().mapToDouble(Point::value).min());
    }

    @Test
    void figuresReadAsPeopleWriteThem() {
        assertThat(Figures.span(999)).isEqualTo("999 ns");
        assertThat(Figures.span(45_600)).isEqualTo("45.6 µs");
        assertThat(Figures.span(999_499)).isEqualTo("999 µs");
        assertThat(Figures.span(999_500)).isEqualTo("1.00 ms");
        assertThat(Figures.span(12_345_678)).isEqualTo("12.3 ms");
        assertThat(Figures.span(59_949_000_000L)).isEqualTo("59.9 s");
        assertThat(Figures.span(59_950_000_000L)).isEqualTo("1 min");
        assertThat(Figures.span(125_000_000_000L)).isEqualTo("2 min 5 s");
        assertThat(Figures.span(-125_000_000_000L)).isEqualTo("-2 min 5 s");
        assertThat(Figures.bytes(1_023)).isEqualTo("1,023 B");
        assertThat(Figures.bytes(1_572_864)).isEqualTo("1.50 MiB");
        assertThat(Figures.percent(0.0375)).isEqualTo("3.8 %");
        assertThat(Figures.value(1_234)).isEqualTo("1,234");
        assertThat(Figures.value(1.5)).isEqualTo("1.50");
    }

    @Property
    void anAxisHasFewRoundTicks(@ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 2) long end) {
        long step = TimeTicks.step(end);

        assertThat(step).isPositive();
        assertThat(end / step).isLessThanOrEqualTo(10);
    }

    @Property
    void aScaleHasFewRoundSteps(@ForAll @DoubleRange(min = 0.01, max = 1e15) double highest) {
        assertThat(highest / Plot.roundStep(highest)).isBetween(3.99, 10.01);
    }
}
