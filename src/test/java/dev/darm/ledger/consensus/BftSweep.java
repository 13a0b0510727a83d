package dev.darm.ledger.consensus;

import dev.darm.ledger.consensus.ConsensusDriver.Violation;
import dev.darm.ledger.consensus.CrashRun.Scene;
import dev.darm.ledger.consensus.FaultRun.Kind;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/** Prints a line for each kind of fault run and size; see {@code scripts/bft-sweep}. Ends with 1 after a violation. */
public final class BftSweep {

    private static final long[] DOWN_MS = {1, 300, 5_000};
    private static final int SHOWN = 3;

    /** An hour of virtual time costs as much as ten other runs and more: outages get one seed of so many. */
    private static final int OUTAGE_SHARE = 5;

    private final boolean fastPath;
    private long violations;

    private BftSweep(boolean fastPath) {
        this.fastPath = fastPath;
    }

    /** Seeds for each line of fault runs, of which outages get a fifth, whether with the fast path, then the sizes N = 3 f + 1; 0 seeds for the crashes alone. */
    public static void main(String[] args) {
        long seeds = Long.parseLong(args[0]);
        BftSweep sweep = new BftSweep(Boolean.parseBoolean(args[1]));
        System.out.println(
                "| what | N | f | runs | heights | in the storm | caught | most rounds after | violations | CPU s |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        for (String n : Arrays.asList(args).subList(2, args.length)) {
            for (Kind kind : Kind.values())
                sweep.faults(Integer.parseInt(n), kind, kind == Kind.OUTAGE ? seeds / OUTAGE_SHARE : seeds);
        }
        sweep.crashes();
        if (sweep.violations > 0) System.exit(1);
    }

    private void faults(int n, Kind kind, long seeds) {
        int f = (n - 1) / 3;
        double start = cpuSeconds();
        long heights = 0;
        long inTheStorm = 0;
        long caught = 0;
        long violated = 0;
        int rounds = 0;
        for (long seed = 0; seed < seeds; seed++) {
            try {
                FaultRun.Result result = FaultRun.run(n, f, kind, seed, fastPath);
                heights += result.heights();
                inTheStorm += result.inTheStorm();
                rounds = Math.max(rounds, result.roundsAfter());
                if (result.caught()) caught++;
            } catch (Violation violation) {
                if (violated++ < SHOWN) System.err.println(violation.getMessage());
            }
        }
        violations += violated;
        String what = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        System.out.printf(
                "| %s | %d | %d | %,d | %,d | %,d | %,d | %d | %d | %.0f |%n",
                what, n, f, seeds, heights, inTheStorm, caught, rounds, violated, cpuSeconds() - start);
    }

    /** Ends at the first violation, which names its run. */
    private void crashes() {
        for (Scene scene : Scene.values()) {
            double start = cpuSeconds();
            CrashRun.Tally ones = new CrashRun.Tally();
            for (long seed = 0; seed < 5; seed++) CrashRun.ones(scene, seed, fastPath, DOWN_MS, ones);
            CrashRun.Tally pairs = new CrashRun.Tally();
            CrashRun.pairs(scene, 0, fastPath, DOWN_MS, 1, pairs);
            System.out.printf(
                    "| crash, %s: one | 4 | 0 | %,d | %,d | | | | 0 | |%n",
                    scene.name().toLowerCase(Locale.ROOT).replace('_', ' '), ones.runs, ones.runs);
            System.out.printf(
                    "| crash, %s: two | 4 | 0 | %,d | %,d | | | | 0 | %.0f |%n",
                    scene.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    pairs.runs,
                    pairs.runs,
                    cpuSeconds() - start);
        }
    }

    private static double cpuSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }
}
