package dev.darm.sim.run;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The shipped scenarios with their second seed; the other has a class of its own, so that a second JVM can run it meanwhile. */
@Tag("simulated")
class ShippedScenariosSecondSeedSimTest {

    @TestFactory
    Stream<DynamicTest> everyScenarioReplaysAndHolds() throws IOException {
        return ShippedRuns.with(2);
    }
}
