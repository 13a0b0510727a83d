package dev.darm.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import dev.darm.memory.source.Library;
import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.scenario.Violation;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A message of DARM's own that reaches nobody on a node that is up ends the run. */
@Tag("simulated")
class LostMessagesSimTest {

    private static final long MINUTE = 60_000_000_000L;

    /** Sends one message to an actor that does not take it, once all nodes are members. */
    private static final class Stray implements Invariant {
        private boolean sent;

        @Override
        public String name() {
            return "stray";
        }

        @Override
        public Optional<String> look(Fleet fleet) {
            if (sent || fleet.engine().now() < MINUTE) return Optional.empty();
            sent = true;
            SimulatedNode node = fleet.node("n2");
            node.machine().submit(node.machine().incarnation(), () -> {
                ActorSystem<?> system = Objects.requireNonNull(node.node()).system();
                system.<Object>unsafeUpcast().tell(new Library.CurrentVersion("nowhere.md", system.ignoreRef()));
            });
            return Optional.empty();
        }
    }

    @Test
    void theReportNamesNodeTimeClassAndRecipient() {
        Scenario scenario =
                Scenario.read(Path.of("src/test/resources/dev/darm/sim/run/one-liar.conf"), Path.of(""), Set.of());

        RunResult run = Simulation.run(scenario, 1, RunOptions.quiet().checking(List.of(new Stray())));

        Violation violation = run.violation().orElseThrow();
        assertThat(violation.invariant()).isEqualTo("no-dead-letters");
        assertThat(violation.message())
                .contains("on n2 at PT1M")
                .contains("dev.darm.memory.source.Library$CurrentVersion")
                .contains("to /user was not handled");
    }
}
