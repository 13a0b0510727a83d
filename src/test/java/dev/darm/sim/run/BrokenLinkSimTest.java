package dev.darm.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.trace.Kind;
import dev.darm.sim.trace.TraceRecorder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Four whole nodes, two of which do not reach each other for three minutes: one of the two leaves, and the chain goes on. */
@Tag("simulated")
class BrokenLinkSimTest {

    private static final long SECOND = 1_000_000_000;
    private static final long CUT = 40 * SECOND;
    private static final long MENDED = 220 * SECOND;

    /** A document is fed every 6 s; besides, blocks of a quorum are late by a round when its proposer just left. */
    private static final long PAUSE = 20 * SECOND;

    @Test
    void oneNodeLeavesAndTheChainGoesOn() {
        List<Long> commits = new ArrayList<>();
        TreeMap<String, Integer> starts = new TreeMap<>();
        TraceRecorder recorder = new TraceRecorder();
        recorder.record(event -> {
            if (event.kind() == Kind.NODE && event.detail().equals("start"))
                starts.merge(event.node(), 1, Integer::sum);
            if (event.kind() == Kind.DELIVERY
                    && event.node().equals("n1")
                    && event.subject().endsWith("/witness")
                    && event.detail().contains("BlockCommitted")) commits.add(event.now());
        });
        RunResult run = Simulation.run(
                Scenario.read(Path.of("src/test/resources/dev/darm/sim/run/broken-link.conf"), Path.of(""), Set.of()),
                1,
                RunOptions.quiet().recording(recorder));

        assertThat(run.violation()).isEmpty();
        assertThat(starts).containsEntry("n1", 1).containsEntry("n2", 1).containsEntry("n4", 1);
        assertThat(starts.get("n3")).isGreaterThan(1);
        long last = CUT;
        for (long commit : commits) {
            if (commit < CUT || commit > MENDED) continue;
            assertThat(commit - last).isLessThan(PAUSE);
            last = commit;
        }
        assertThat(MENDED - last).isLessThan(PAUSE);
    }
}
