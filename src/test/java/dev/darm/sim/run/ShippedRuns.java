package dev.darm.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.scenario.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Every shipped scenario on its short horizon, twice with one seed: the same run again, and every invariant holds. */
final class ShippedRuns {

    /** Goes beyond what the ledger must bear, on purpose: the run has to say so. */
    private static final String OVER_BUDGET = "over-budget";

    private ShippedRuns() {}

    static Stream<DynamicTest> with(long seed) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("sim"))) {
            List<Path> scenarios = files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
            assertThat(scenarios).hasSizeGreaterThanOrEqualTo(8);
            return scenarios.stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName() + ", seed " + seed, () -> replaysAndHolds(file, seed)));
        }
    }

    private static void replaysAndHolds(Path file, long seed) {
        Scenario whole = Scenario.read(file);
        Scenario scenario = whole.shortened().orElse(whole);

        RunResult first = Simulation.run(scenario, seed, RunOptions.quiet());
        RunResult second = Simulation.run(scenario, seed, RunOptions.quiet());
        System.out.printf(
                "%s, seed %d: %s; %s, %.1f and %.1f CPU-s%n",
                scenario.name(),
                seed,
                first.violation().map(Violation::toString).orElse("all invariants hold"),
                first.summary().run().traceHash(),
                first.summary().cost().cpuSeconds(),
                second.summary().cost().cpuSeconds());

        assertThat(second.summary().run().traceHash())
                .isEqualTo(first.summary().run().traceHash());
        Optional<Violation> violation = first.violation();
        if (scenario.name().equals(OVER_BUDGET)) assertThat(violation).isPresent();
        else assertThat(violation).isEmpty();
    }
}
