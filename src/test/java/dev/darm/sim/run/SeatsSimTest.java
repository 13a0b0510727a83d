package dev.darm.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.scenario.Scenario;
import dev.darm.sim.trace.Kind;
import dev.darm.sim.trace.TraceEvent;
import dev.darm.sim.trace.TraceRecorder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole nodes that change who decides, while documents come and nodes start anew. */
@Tag("simulated")
class SeatsSimTest {

    private static final long SECOND = 1_000_000_000;

    /** A change is in a block after so long. */
    private static final long DONE = 5 * SECOND;

    private static final TreeMap<String, List<Long>> VOTES = new TreeMap<>();
    private static final CommitTimes COMMITS = new CommitTimes();
    private static RunResult run;

    @BeforeAll
    static void play() {
        TraceRecorder recorder = new TraceRecorder();
        recorder.record(COMMITS.and(SeatsSimTest::note));
        run = Simulation.run(
                Scenario.read(Path.of("src/test/resources/dev/darm/sim/run/seats.conf"), Path.of(""), Set.of()),
                1,
                RunOptions.quiet().recording(recorder));
    }

    private static void note(TraceEvent event) {
        if (event.kind() == Kind.DISK
                && event.subject().startsWith("votes/0")
                && event.detail().equals("write"))
            VOTES.computeIfAbsent(event.node(), any -> new ArrayList<>()).add(event.now());
    }

    private static long between(TreeMap<String, List<Long>> of, String node, long from, long until) {
        return Objects.requireNonNull(of.get(node), node).stream()
                .filter(at -> at >= from * SECOND && at < until * SECOND)
                .count();
    }

    @Test
    void allInvariantsHold() {
        assertThat(run.violation()).isEmpty();
    }

    @Test
    void whoHasNoSeatDoesNotVoteAndFollows() {
        assertThat(between(VOTES, "n4", 60 + DONE / SECOND, 120)).isZero();
        assertThat(between(VOTES, "n4", 120 + DONE / SECOND, 300)).isGreaterThan(5);
        assertThat(between(VOTES, "n1", 180 + DONE / SECOND, 300)).isZero();
        assertThat(between(COMMITS.byNode, "n4", 100, 300)).isGreaterThan(5);
        assertThat(between(COMMITS.byNode, "n1", 190, 300)).isGreaterThan(5);
        assertThat(between(COMMITS.byNode, "n4", 0, 300)).isEqualTo(between(COMMITS.byNode, "n2", 0, 300));
    }

    @Test
    void whatIsClaimedBecomesLongTermMemoryAllTheWhile() {
        assertThat(run.summary().recall().hits())
                .isEqualTo(run.summary().recall().asked());
        assertThat(run.summary().recall().tiers()).anyMatch(tier -> tier.name().equals("LTM") && tier.hits() > 10);
    }
}
