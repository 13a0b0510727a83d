package dev.darm.sim.run;

import dev.darm.sim.report.RunSummary;
import dev.darm.sim.scenario.Coverage;
import dev.darm.sim.scenario.Violation;
import dev.darm.sim.trace.RunSnapshot;
import java.util.Optional;

/**
 * What came of a run.
 *
 * @param violation the first invariant that did not hold
 * @param trace hashes, checkpoints and the last events
 * @param coverage which faults met which states, of this one run
 */
public record RunResult(RunSummary summary, Optional<Violation> violation, RunSnapshot trace, Coverage coverage) {}
