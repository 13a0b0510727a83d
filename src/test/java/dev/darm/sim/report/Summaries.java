package dev.darm.sim.report;

import dev.darm.sim.report.RunSummary.Ask;
import dev.darm.sim.report.RunSummary.Commit;
import dev.darm.sim.report.RunSummary.Cost;
import dev.darm.sim.report.RunSummary.Fault;
import dev.darm.sim.report.RunSummary.Invariant;
import dev.darm.sim.report.RunSummary.Link;
import dev.darm.sim.report.RunSummary.Outcome;
import dev.darm.sim.report.RunSummary.Point;
import dev.darm.sim.report.RunSummary.Recall;
import dev.darm.sim.report.RunSummary.Result;
import dev.darm.sim.report.RunSummary.Run;
import dev.darm.sim.report.RunSummary.Series;
import dev.darm.sim.report.RunSummary.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Summaries of runs for the tests of this package. */
final class Summaries {

    static final long SECOND = 1_000_000_000L;

    private Summaries() {}

    /** A run in which nothing happened. */
    static RunSummary empty() {
        return new RunSummary(
                new Run("quiet", 1, "0.1.0", "6420602", Outcome.PASSED, "", "", "0000000000000000"),
                new Cost(0, 0, 0, 0, 0, null),
                List.of(),
                List.of(),
                List.of(),
                new Recall(0, List.of()),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** An hour of seven nodes with splits and crashes, and so many commits, questions and points. */
    static RunSummary storm(long seed, int many) {
        SplittableRandom random = new SplittableRandom(seed);
        long end = 3_600 * SECOND;
        List<Fault> faults = List.of(
                new Fault(300 * SECOND, 480 * SECOND, "split", "n0 n1 n2 | n3 n4 n5 n6"),
                new Fault(700 * SECOND, null, "crash", "n3"),
                new Fault(760 * SECOND, null, "restart", "n3"),
                new Fault(1_200 * SECOND, 2_100 * SECOND, "slow disk", "n5"),
                new Fault(1_500 * SECOND, 1_620 * SECOND, "split", "n0 | rest"),
                new Fault(2_400 * SECOND, 2_700 * SECOND, "clock drift", "n2"),
                new Fault(3_000 * SECOND, null, "bit rot", "n6"));
        List<Commit> commits = new ArrayList<>();
        long height = 0;
        for (int i = 1; i <= many; i++) {
            long at = end / (many + 1) * i;
            if (at > 300 * SECOND && at < 480 * SECOND) continue;
            boolean slow = at > 1_200 * SECOND && at < 2_100 * SECOND;
            long latency = (long) ((slow ? 0.9 : 0.25) * SECOND * (0.6 + random.nextDouble()));
            commits.add(new Commit(at, ++height, latency));
        }
        List<Ask> asks = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            String tier = random.nextInt(10) == 0 ? "" : random.nextInt(3) == 0 ? "LTM" : "RRC";
            long base = tier.equals("RRC") ? 3_000_000L : 45_000_000L;
            asks.add(new Ask(end / many * i, (long) (base * (0.5 + random.nextDouble())), tier));
        }
        return new RunSummary(
                new Run(
                        "storm",
                        seed,
                        "0.1.0",
                        "6420602",
                        Outcome.FAILED,
                        "no claim is lost: claim 5f2c of n3 is in no memory at 0:41:07.250",
                        "darm.consolidation {\n  tau-c = 0.67 # <of heads> & \"more\"\n}\n",
                        "c7fd9b76e27bbc63"),
                new Cost(61.5, 58.25, end, 900_000, 1_234_567, 42 * SECOND),
                List.of(
                        new Invariant(
                                "one chain: no two correct nodes commit different blocks", 3_600, Result.HELD, ""),
                        new Invariant("no claim is lost", 3_600, Result.BROKEN, "claim 5f2c at 0:41:07.250"),
                        new Invariant("every question ends", 0, Result.NEVER_CHECKED, "")),
                faults,
                commits,
                new Recall(many, List.of(new Tier("RRC", count(asks, "RRC")), new Tier("LTM", count(asks, "LTM")))),
                links(random),
                List.of(members("seen by n0", 7, end), members("seen by n3", 6, end)),
                List.of(queue("n0 run queue", 4, many, end, random), queue("n5 mailboxes", 60, many, end, random)),
                asks,
                List.of(),
                List.of(queue("n2", 9_000, many, end, random)));
    }

    private static long count(List<Ask> asks, String tier) {
        return asks.stream().filter(ask -> ask.tier().equals(tier)).count();
    }

    private static List<Link> links(SplittableRandom random) {
        List<Link> links = new ArrayList<>();
        for (int from = 0; from < 7; from++) {
            for (int to = 0; to < 7; to++) {
                if (from == to) continue;
                long messages = random.nextLong(10_000, 40_000);
                links.add(new Link("n" + from, "n" + to, messages, messages * 217, messages / 400));
            }
        }
        return links;
    }

    private static Series members(String name, int most, long end) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < most; i++) points.add(new Point(i * 2 * SECOND, i + 1));
        points.add(new Point(320 * SECOND, most - 3));
        points.add(new Point(495 * SECOND, most));
        points.add(new Point(712 * SECOND, most - 1));
        points.add(new Point(775 * SECOND, most));
        points.add(new Point(end, most));
        return new Series(name, points);
    }

    private static Series queue(String name, int usual, int many, long end, SplittableRandom random) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            long at = end / many * i;
            int swell = at > 1_200 * SECOND && at < 2_100 * SECOND ? 4 : 1;
            points.add(new Point(at, random.nextInt(usual * swell)));
        }
        return new Series(name, points);
    }
}
