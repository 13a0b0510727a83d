package dev.darm.cli;

import dev.darm.sim.report.RunSummary;
import dev.darm.sim.report.RunSummary.Outcome;
import dev.darm.sim.run.RunResult;
import dev.darm.sim.scenario.Violation;
import dev.darm.sim.trace.VirtualTime;

/** Whether all held in a run, in words. */
final class Verdict {

    private Verdict() {}

    static boolean held(RunResult result) {
        return result.violation().isEmpty() && result.summary().run().outcome() != Outcome.FAILED;
    }

    /** The seed and the first invariant that did not hold. */
    static String of(RunResult result) {
        RunSummary.Run run = result.summary().run();
        return result.violation()
                .map(violation -> of(run.seed(), violation))
                .orElseGet(() -> "seed " + run.seed() + " did not pass: " + run.reason());
    }

    static String of(long seed, Violation violation) {
        return "seed " + seed + " violates " + violation.invariant() + " at "
                + VirtualTime.text(violation.at().toNanos()) + ": " + violation.message();
    }
}
