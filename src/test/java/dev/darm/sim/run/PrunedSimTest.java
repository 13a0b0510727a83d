package dev.darm.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole nodes none of which is an archive: they prune, and one that lost its disk starts from what the others keep. */
@Tag("simulated")
class PrunedSimTest {

    private static final String FIRST = "chain/00000000000000000000.seg";

    /** Sees at the end what lies on each disk. */
    private static final class Disks implements Invariant {

        final TreeMap<String, List<String>> paths = new TreeMap<>();

        @Override
        public String name() {
            return "looks-at-disks";
        }

        @Override
        public Optional<String> look(Fleet fleet) {
            return Optional.empty();
        }

        @Override
        public Optional<String> atEnd(Fleet fleet) {
            for (SimulatedNode node : fleet.nodes())
                paths.put(node.name(), new ArrayList<>(node.disk().image().paths()));
            return Optional.empty();
        }
    }

    @Test
    void aWipedNodeStartsFromAbridgedBlocksAndAllInvariantsHold() {
        Scenario scenario =
                Scenario.read(Path.of("src/test/resources/dev/darm/sim/run/pruned.conf"), Path.of(""), Set.of());
        Disks disks = new Disks();

        RunResult run = Simulation.run(scenario, 1, RunOptions.quiet().checking(List.of(disks)));

        assertThat(run.violation()).isEmpty();
        assertThat(run.summary().commits()).hasSizeGreaterThan(8);
        disks.paths.forEach((node, paths) -> {
            assertThat(paths).as(node).anyMatch(path -> path.startsWith("chain.abridged/"));
            assertThat(paths).as(node).doesNotContain(FIRST);
        });
    }
}
