package dev.darm.sim.report;

import dev.darm.sim.report.RunSummary.Ask;
import dev.darm.sim.report.RunSummary.Commit;
import dev.darm.sim.report.RunSummary.Fault;
import dev.darm.sim.report.RunSummary.Invariant;
import dev.darm.sim.report.RunSummary.Link;
import dev.darm.sim.report.RunSummary.Point;
import dev.darm.sim.report.RunSummary.Series;
import dev.darm.sim.report.RunSummary.Tier;
import dev.darm.sim.trace.VirtualTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The tables of a run; {@code most} is how many rows a list may have before the rest is counted only. */
record SummaryTables(RunSummary run, int most) {

    /** However long the other lists may be: of links there are as many as the square of the machines. */
    private static final int LINKS = 30;

    /** What the end of a run prints. */
    List<Table> brief() {
        List<Table> tables = new ArrayList<>(List.of(invariants(), faults()));
        if (!run.chaos().isEmpty()) tables.add(chaos());
        if (!run.roots().isEmpty()) tables.add(roots());
        tables.addAll(List.of(commits(), recall(), links()));
        return List.copyOf(tables);
    }

    /** What the page shows: the brief ones, and those that stand for its charts. */
    List<Table> full() {
        List<Table> tables = new ArrayList<>(brief());
        tables.add(levels("Members", run.members(), "No node reported its members."));
        tables.add(levels("Queue lengths", run.queues(), "No queue was measured."));
        return List.copyOf(tables);
    }

    Table invariants() {
        Table table = new Table("Invariants checked").columns("invariant", "times", "result", "what was seen");
        for (Invariant one : run.invariants())
            table.row(one.name(), Figures.count(one.checks()), words(one.result()), one.detail());
        return run.invariants().isEmpty() ? table.note("The scenario checks none.") : table;
    }

    /** Each fault with the commits while it was at work, and how long the first commit after it took. */
    Table faults() {
        Table table = new Table("Faults injected")
                .columns("at", "fault", "target", "lasted", "commits meanwhile", "next commit after");
        run.faults().stream().limit(most).forEach(fault -> table.row(row(fault)));
        if (run.faults().isEmpty()) return table.note("The scenario injected none.");
        int hidden = run.faults().size() - most;
        return hidden > 0 ? table.note("and " + Figures.count(hidden) + " more faults") : table;
    }

    private Object[] row(Fault fault) {
        Long until = fault.untilNanos();
        long end = until == null ? fault.atNanos() : until;
        int first = firstCommit(fault.atNanos());
        int next = firstCommit(end + 1);
        return new Object[] {
            time(fault.atNanos()),
            fault.kind(),
            fault.target(),
            until == null ? "–" : Figures.span(end - fault.atNanos()),
            until == null ? "–" : Figures.count(next - first),
            next == run.commits().size()
                    ? "–"
                    : Figures.span(run.commits().get(next).atNanos() - end)
        };
    }

    /** The place of the first commit at or after a moment. */
    private int firstCommit(long nanos) {
        int low = 0;
        int high = run.commits().size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (run.commits().get(middle).atNanos() < nanos) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /** The unlikely branches that the seed switched on; the others are named below. */
    Table chaos() {
        Table table = new Table("Unlikely branches").columns("point", "passed", "fired");
        List<String> off = new ArrayList<>();
        for (RunSummary.ChaosPoint point : run.chaos()) {
            if (point.on()) table.row(point.name(), Figures.count(point.passed()), Figures.count(point.fired()));
            else off.add(point.name());
        }
        return off.isEmpty() ? table : table.note("never, because the seed left them off: " + String.join(", ", off));
    }

    /** How many roots of branches waited for the chain, and how soon after the most of them hardly any did. */
    Table roots() {
        Table table = new Table("Roots that waited for the chain")
                .columns("of", "most", "at", "a hundredth of them after", "at the end");
        run.roots().stream().limit(most).forEach(series -> {
            List<Point> points = series.points();
            Point highest = points.stream()
                    .max(Comparator.comparingDouble(Point::value))
                    .orElseThrow();
            String after = points.stream()
                    .filter(point -> point.atNanos() > highest.atNanos() && point.value() <= highest.value() / 100)
                    .findFirst()
                    .map(point -> Figures.span(point.atNanos() - highest.atNanos()))
                    .orElse("–");
            table.row(
                    series.name(),
                    Figures.count((long) highest.value()),
                    time(highest.atNanos()),
                    after,
                    Figures.count((long) points.getLast().value()));
        });
        return table;
    }

    Table commits() {
        Table table = new Table("Commits")
                .columns(
                        "blocks",
                        "first",
                        "last",
                        "height",
                        "latency median",
                        "95 %",
                        "longest",
                        "longest pause",
                        "at");
        List<Commit> commits = run.commits();
        if (commits.isEmpty()) return table.note("No block was committed.");
        double[] latency = sorted(commits, Commit::latencyNanos);
        long pause = commits.getFirst().atNanos();
        long pauseAt = 0;
        for (int i = 1; i <= commits.size(); i++) {
            long from = commits.get(i - 1).atNanos();
            long to = i < commits.size()
                    ? commits.get(i).atNanos()
                    : Math.max(from, run.cost().virtualNanos());
            if (to - from > pause) {
                pause = to - from;
                pauseAt = from;
            }
        }
        return table.row(
                Figures.count(commits.size()),
                time(commits.getFirst().atNanos()),
                time(commits.getLast().atNanos()),
                Figures.count(commits.getLast().height()),
                Figures.span((long) Spread.quantile(latency, 0.5)),
                Figures.span((long) Spread.quantile(latency, 0.95)),
                Figures.span((long) latency[latency.length - 1]),
                Figures.span(pause),
                time(pauseAt));
    }

    Table recall() {
        Table table = new Table("Recall hits").columns("answered by", "questions", "share", "latency median", "95 %");
        long asked = run.recall().asked();
        if (asked == 0) return table.note("Nobody asked.");
        for (Tier tier : run.recall().tiers()) table.row(row(tier.name(), tier.hits(), asked, tier.name()));
        table.row(row("nobody", asked - run.recall().hits(), asked, ""));
        return table.note(
                Figures.count(run.recall().hits()) + " of " + Figures.count(asked) + " questions were answered ("
                        + Figures.percent((double) run.recall().hits() / asked) + ").");
    }

    private Object[] row(String name, long count, long asked, String tier) {
        double[] latency = sorted(
                run.asks().stream().filter(ask -> ask.tier().equals(tier)).toList(), Ask::latencyNanos);
        boolean known = latency.length > 0;
        return new Object[] {
            name,
            Figures.count(count),
            Figures.percent((double) count / asked),
            known ? Figures.span((long) Spread.quantile(latency, 0.5)) : "–",
            known ? Figures.span((long) Spread.quantile(latency, 0.95)) : "–"
        };
    }

    Table links() {
        Table table = new Table("Messages and bytes by link").columns("from", "to", "messages", "bytes", "dropped");
        List<Link> links = run.links().stream()
                .sorted(Comparator.comparingLong(Link::bytes)
                        .reversed()
                        .thenComparing(Link::from)
                        .thenComparing(Link::to))
                .toList();
        if (links.isEmpty()) return table.note("No message left its machine.");
        int shown = Math.min(most, LINKS);
        links.stream().limit(shown).forEach(link -> table.row(row(link.from(), link.to(), List.of(link))));
        if (links.size() > shown)
            table.row(row(Figures.count(links.size() - shown) + " more", "", links.subList(shown, links.size())));
        return table.row(row("all", "", links));
    }

    private static Object[] row(String from, String to, List<Link> links) {
        return new Object[] {
            from,
            to,
            Figures.count(links.stream().mapToLong(Link::messages).sum()),
            Figures.bytes(links.stream().mapToLong(Link::bytes).sum()),
            Figures.count(links.stream().mapToLong(Link::dropped).sum())
        };
    }

    private Table levels(String title, List<Series> all, String none) {
        Table table = new Table(title).columns("of", "first", "lowest", "highest", "at", "last");
        all.stream().filter(series -> !series.points().isEmpty()).limit(most).forEach(series -> {
            List<Point> points = series.points();
            Point highest = points.stream()
                    .max(Comparator.comparingDouble(Point::value))
                    .orElseThrow();
            double lowest = points.stream().mapToDouble(Point::value).min().orElseThrow();
            table.row(
                    series.name(),
                    Figures.value(points.getFirst().value()),
                    Figures.value(lowest),
                    Figures.value(highest.value()),
                    time(highest.atNanos()),
                    Figures.value(points.getLast().value()));
        });
        int hidden = all.size() - most;
        if (hidden > 0) table.note("and " + Figures.count(hidden) + " more");
        return table.rows().isEmpty() ? table.note(none) : table;
    }

    /** Virtual time to the millisecond. */
    static String time(long nanos) {
        String text = VirtualTime.text(nanos);
        return text.substring(0, text.length() - 6);
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static <T> double[] sorted(List<T> values, ToLongFunction<T> of) {
        return values.stream()
                .mapToDouble(value -> of.applyAsLong(value))
                .sorted()
                .toArray();
    }
}
