package dev.darm.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.darm.sim.scenario.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A seed that failed under the quiet logger of the tests is replayed by a command that logs more. */
@Tag("simulated")
class LogLevelSimTest {

    @Test
    void whatIsLoggedDoesNotChangeTheRun() {
        Logger akka = (Logger) LoggerFactory.getLogger("akka");
        Level before = akka.getLevel();
        try {
            akka.setLevel(Level.OFF);
            String quiet = hash();
            akka.setLevel(Level.INFO);

            assertThat(hash()).isEqualTo(quiet);
        } finally {
            akka.setLevel(before);
        }
    }

    private static String hash() {
        Scenario scenario =
                Scenario.read(Path.of("src/test/resources/dev/darm/sim/run/one-liar.conf"), Path.of(""), Set.of());
        return Simulation.run(scenario, 1, RunOptions.quiet().until(Duration.ofSeconds(10)))
                .summary()
                .run()
                .traceHash();
    }
}
