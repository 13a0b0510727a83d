package dev.darm.sim.report;

import dev.darm.sim.report.Plot.Lane;
import dev.darm.sim.report.Plot.Span;
import dev.darm.sim.report.RunSummary.Ask;
import dev.darm.sim.report.RunSummary.Commit;
import dev.darm.sim.report.RunSummary.Fault;
import dev.darm.sim.report.RunSummary.Point;
import dev.darm.sim.report.RunSummary.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;

/** The charts of a run, each with its title, its legend and what it shows in words. */
final class Charts {

    private static final int LINES = Plot.STYLES;

    /** A chart on the page; the legend has one entry for each style used, in order. */
    record Chart(String title, String svg, boolean dots, List<String> legend, String words) {}

    private final RunSummary run;
    private final long end;
    private final List<Chart> charts = new ArrayList<>();

    private Charts(RunSummary run) {
        this.run = run;
        long last = run.cost().virtualNanos();
        for (Commit commit : run.commits()) last = Math.max(last, commit.atNanos());
        for (Fault fault : run.faults()) last = Math.max(last, end(fault));
        this.end = Math.max(1, last);
    }

    /** The charts for which there is something to draw. */
    static List<Chart> of(RunSummary run) {
        Charts charts = new Charts(run);
        charts.timeline();
        charts.latencies();
        charts.lines("Members", run.members(), "members");
        charts.lines("Queue lengths", run.queues(), "waiting");
        charts.lines("Roots that wait for the chain", run.roots(), "waiting");
        charts.asks();
        return List.copyOf(charts.charts);
    }

    private void timeline() {
        if (run.commits().isEmpty() && run.faults().isEmpty()) return;
        List<Point> heights = new ArrayList<>();
        for (Commit commit : run.commits()) heights.add(new Point(commit.atNanos(), commit.height()));
        double highest = highest(heights);
        double step = Math.max(1, Plot.roundStep(highest));
        Plot plot = new Plot(end, highest, 200, lanes(), Figures::value, step);
        shade(plot).steps(heights, 0);
        add(
                plot,
                "Faults against commits",
                List.of("height of the chain"),
                Figures.count(run.faults().size())
                        + " faults above, the height of the chain below; shaded: a fault was at"
                        + " work. A flat line is a time without commits. " + ended(heights));
    }

    /** One lane for each kind of fault, in the order of their first appearance. */
    private List<Lane> lanes() {
        Map<String, List<Span>> kinds = new LinkedHashMap<>();
        for (Fault fault : run.faults())
            kinds.computeIfAbsent(fault.kind(), kind -> new ArrayList<>())
                    .add(new Span(
                            fault.atNanos(),
                            end(fault),
                            fault.kind() + " " + fault.target() + " at " + SummaryTables.time(fault.atNanos())));
        List<Lane> lanes = new ArrayList<>();
        kinds.forEach((kind, spans) -> lanes.add(new Lane(kind, List.copyOf(spans))));
        return lanes;
    }

    private void latencies() {
        List<Point> points = run.commits().stream()
                .map(commit -> new Point(commit.atNanos(), commit.latencyNanos()))
                .toList();
        if (points.isEmpty()) return;
        add(
                shade(spans(points)).dots(points, 0),
                "Commit latency",
                List.of("a block, from its proposal until it was final"),
                spread(points));
    }

    private void asks() {
        Map<String, List<Point>> tiers = new TreeMap<>();
        for (Ask ask : run.asks())
            tiers.computeIfAbsent(ask.tier().isEmpty() ? "abstained" : ask.tier(), tier -> new ArrayList<>())
                    .add(new Point(ask.atNanos(), ask.latencyNanos()));
        if (tiers.isEmpty()) return;
        List<Point> all = tiers.values().stream().flatMap(List::stream).toList();
        Plot plot = shade(spans(all));
        List<String> legend = List.copyOf(tiers.keySet());
        for (int i = 0; i < legend.size(); i++) plot.dots(tiers.getOrDefault(legend.get(i), List.of()), i);
        add(plot, "Latency of answers", legend, spread(all));
    }

    private void lines(String title, List<Series> all, String of) {
        List<Series> shown = all.stream()
                .filter(series -> !series.points().isEmpty())
                .sorted(Comparator.comparingDouble((Series series) -> -highest(series.points())))
                .limit(LINES)
                .toList();
        if (shown.isEmpty()) return;
        double highest = shown.stream()
                .mapToDouble(series -> highest(series.points()))
                .max()
                .orElse(0);
        Plot plot = shade(new Plot(end, highest, 160, List.of(), Figures::value, Math.max(1, Plot.roundStep(highest))));
        for (int i = 0; i < shown.size(); i++) plot.steps(shown.get(i).points(), i);
        String rest = all.size() > shown.size()
                ? " The " + shown.size() + " highest of " + all.size() + " are drawn; the table has the others."
                : "";
        add(
                plot,
                title,
                shown.stream().map(Series::name).toList(),
                "At most " + Figures.value(highest) + " " + of + " ("
                        + shown.getFirst().name() + ")." + rest);
    }

    private Plot spans(List<Point> points) {
        double highest = highest(points);
        DoubleFunction<String> unit = value -> value == 0 ? "0" : Figures.span(Math.round(value));
        double step = highest < 60e9 ? Math.max(1, Plot.roundStep(highest)) : TimeTicks.step(Math.round(highest)) * 2.0;
        return new Plot(end, highest, 160, List.of(), unit, step);
    }

    /** Shades the times at which any fault was at work, each once. */
    private Plot shade(Plot plot) {
        List<Fault> faults = run.faults().stream()
                .sorted(Comparator.comparingLong(Fault::atNanos))
                .toList();
        for (int i = 0; i < faults.size(); ) {
            long from = faults.get(i).atNanos();
            long to = from;
            for (; i < faults.size() && faults.get(i).atNanos() <= to; i++) to = Math.max(to, end(faults.get(i)));
            plot.band(from, to);
        }
        return plot;
    }

    private void add(Plot plot, String title, List<String> legend, String words) {
        charts.add(new Chart(title, plot.svg("chart" + charts.size(), title, words), plot.dotted(), legend, words));
    }

    private static String spread(List<Point> points) {
        double[] sorted = points.stream().mapToDouble(Point::value).sorted().toArray();
        return "Half of " + Figures.count(sorted.length) + " took at most "
                + Figures.span((long) Spread.quantile(sorted, 0.5)) + ", 95 % at most "
                + Figures.span((long) Spread.quantile(sorted, 0.95)) + ", the slowest "
                + Figures.span((long) sorted[sorted.length - 1]) + ".";
    }

    private static String ended(List<Point> heights) {
        return heights.isEmpty()
                ? "No block was committed."
                : "The chain reached height " + Figures.value(heights.getLast().value()) + " at "
                        + SummaryTables.time(heights.getLast().atNanos()) + ".";
    }

    private static double highest(List<Point> points) {
        return points.stream().mapToDouble(Point::value).max().orElse(0);
    }

    private static long end(Fault fault) {
        return fault.untilNanos() == null ? fault.atNanos() : fault.untilNanos();
    }
}
