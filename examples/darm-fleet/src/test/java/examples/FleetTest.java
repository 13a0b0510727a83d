package examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.darm.sim.junit.Simulated;
import dev.darm.sim.run.RunResult;
import java.util.Optional;

class FleetTest {

    /** A violated invariant would fail the test by itself, if the method did not ask for the result. */
    @Simulated(scenario = "/fleet.conf", seeds = "1..2")
    void agreesAndForgetsNothingThroughAnIsolatedAndACrashedNode(RunResult result) {
        assertEquals(Optional.empty(), result.violation());
    }
}
