package dev.darm.ledger.consensus;

import dev.darm.ledger.consensus.FaultRun.Kind;

public final class BftSweep {
    private BftSweep() {}

    public static void main(String[] args) {
        long seeds = Long.parseLong(args[0]);
        for (int f = 1; f <= 4; f++) {
            for (Kind kind : Kind.values()) {
                int n = 3 * f + 1;
                long violations = 0, messages = 0, crowded = 0, caught = 0;
                int rounds = 0;
                long cpu = System.nanoTime();
                for (long seed = 0; seed < seeds; seed++) {
                    try {
                        FaultRun.Result r = FaultRun.run(n, f, kind, seed);
                        messages += r.messages();
                        rounds = Math.max(rounds, r.roundsAfter());
                        crowded += r.inTheStorm();
                        if (r.caught()) caught++;
                    } catch (ConsensusDriver.Violation v) {
                        if (violations++ < 3) System.out.println(v.getMessage());
                    }
                }
                System.out.println(n + " " + f + " " + kind + " seeds " + seeds + " violations " + violations
                        + " messages " + messages + " rounds after " + rounds + " decided in crowd " + crowded
                        + " caught " + caught + " s " + (System.nanoTime() - cpu) / 1_000_000_000.0);
            }
        }
    }
}
