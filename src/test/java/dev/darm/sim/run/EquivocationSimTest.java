package dev.darm.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.scenario.Violation;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Validators that propose two blocks: within the budget all holds, beyond it two blocks are committed, which is seen. */
@Tag("simulated")
class EquivocationSimTest {

    private static Scenario scenario(String name) {
        return Scenario.read(Path.of("src/test/resources/dev/darm/sim/run", name + ".conf"), Path.of(""), Set.of());
    }

    @Test
    void oneLiarOfFourThatProposesTwoBlocksBreaksNothing() {
        RunResult run = Simulation.run(scenario("one-liar"), 1, RunOptions.quiet());

        assertThat(run.violation()).isEmpty();
        assertThat(run.summary().commits()).hasSizeGreaterThan(5);
    }

    @Test
    void oneLiarOfFourBreaksNothingOnTheFastPath() {
        RunResult run = Simulation.run(scenario("fast-path"), 1, RunOptions.quiet());

        assertThat(run.violation()).isEmpty();
        assertThat(run.summary().commits()).hasSizeGreaterThan(5);
    }

    @Test
    void twoLiarsOfFourMakeTheHonestCommitTwoBlocks() {
        RunResult run = Simulation.run(scenario("two-liars"), 1, RunOptions.quiet());

        assertThat(run.violation().map(Violation::invariant)).contains("agreement");
    }
}
