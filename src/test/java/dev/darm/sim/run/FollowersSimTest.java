package dev.darm.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.trace.TraceEvent;
import dev.darm.sim.trace.TraceRecorder;
import dev.darm.sim.trace.TraceSink;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole nodes, some without a seat: a decided block comes to these along a tree, and what is cut off catches up. */
@Tag("simulated")
class FollowersSimTest {

    private static final long MILLI = 1_000_000;
    private static final long CUT = 38_000 * MILLI;
    private static final long MENDED = 44_000 * MILLI;

    /** A way of lan-1g takes half a millisecond or less; of three of them, with the checks of each node, this is ten times as much. */
    private static final long AT_ONCE = 15 * MILLI;

    /** Three intervals of darm.ledger.gossip-interval, until a higher chain is heard of, noted and asked for, one more to answer, and the way there. */
    private static final long REPAIRED = 4_500 * MILLI;

    private static final CommitTimes COMMITS = new CommitTimes();
    private static RunResult run;

    @BeforeAll
    static void play() {
        run = play(COMMITS);
    }

    private static RunResult play(TraceSink sink) {
        Scenario scenario =
                Scenario.read(Path.of("src/test/resources/dev/darm/sim/run/followers.conf"), Path.of(""), Set.of());
        TraceRecorder recorder = new TraceRecorder();
        recorder.record(sink);
        return Simulation.run(scenario, 1, RunOptions.quiet().recording(recorder));
    }

    private static List<Long> of(String node) {
        return COMMITS.of(node);
    }

    /** When the first validator had the block of {@code height}. */
    private static long decided(int height) {
        return COMMITS.byNode.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith("v") && entry.getValue().size() >= height)
                .mapToLong(entry -> entry.getValue().get(height - 1))
                .min()
                .orElseThrow();
    }

    @Test
    void allBlocksComeToAllNodesAndAllInvariantsHold() {
        assertThat(run.violation()).isEmpty();
        assertThat(COMMITS.byNode).hasSize(8);
        assertThat(of("v1")).hasSizeGreaterThan(10);
        COMMITS.byNode.forEach((node, commits) -> assertThat(commits).as(node).hasSameSizeAs(of("v1")));
    }

    @Test
    void aNodeWithoutASeatHasEachBlockAsSoonAsTheTreeBringsItOrElseByRepair() {
        int missed = 0;
        for (String node : COMMITS.byNode.keySet()) {
            for (int height = 1; height <= of(node).size(); height++) {
                long decided = decided(height);
                long at = of(node).get(height - 1);
                boolean cut = decided >= CUT && decided <= MENDED;
                if (cut && node.equals("e2")) {
                    missed++;
                    assertThat(at).as("e2 has block %d", height).isBetween(MENDED, MENDED + REPAIRED);
                } else {
                    // whoever is below the one that is cut off in a tree asks as well
                    assertThat(at - decided).as("%s has block %d", node, height).isLessThan(cut ? REPAIRED : AT_ONCE);
                }
            }
        }
        assertThat(missed).isPositive();
    }

    @Test
    void theRunRepeats() {
        assertThat(play((TraceEvent event) -> {}).summary().run().traceHash())
                .isEqualTo(run.summary().run().traceHash());
    }
}
