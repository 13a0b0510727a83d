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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Four whole nodes that commit, of which one after the other has no room left on its disk: it stops, the three others go on, and
 * with room again it comes back with all that it had and fetches what it missed. That nothing is lost, no chain forks and no vote
 * is given twice is for the invariants to say.
 */
@Tag("simulated")
class FullDiskSimTest {

    private static final long SECOND = 1_000_000_000;

    /** After its start a node has joined and fetched what it missed. */
    private static final long CAUGHT_UP = 20;

    /** Blocks that came to a disk just before it was full are in the chain at the next start, and not told as committed. */
    private static final long UNTOLD = 2;

    /** {@code node} has a full disk from one second to another and is started at the third, as the scenario says. */
    private record Full(String node, long from, long until, long started) {}

    private static final List<Full> FULL =
            List.of(new Full("n4", 45, 70, 75), new Full("n4", 100, 130, 135), new Full("n3", 155, 190, 195));

    private final CommitTimes commits = new CommitTimes();
    private final TreeMap<String, List<Long>> ended = new TreeMap<>();

    private void note(TraceEvent event) {
        if (event.kind() == Kind.NODE && event.detail().equals("the node ended"))
            ended.computeIfAbsent(event.node(), any -> new ArrayList<>()).add(event.now());
    }

    private long committed(String node, long from, long until) {
        return between(commits.of(node), from, until);
    }

    private static long between(List<Long> moments, long from, long until) {
        return moments.stream()
                .filter(at -> at >= from * SECOND && at < until * SECOND)
                .count();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theOthersGoOnAndTheFullOneLosesNothingAndCatchesUp(long seed) {
        TraceRecorder recorder = new TraceRecorder();
        recorder.record(commits.and(this::note));

        RunResult run = Simulation.run(
                Scenario.read(Path.of("src/test/resources/dev/darm/sim/run/full-disk.conf"), Path.of(""), Set.of()),
                seed,
                RunOptions.quiet().recording(recorder));

        assertThat(run.violation()).isEmpty();
        assertThat(ended).containsOnlyKeys("n3", "n4");
        for (Full full : FULL) {
            assertThat(between(Objects.requireNonNull(ended.get(full.node)), full.from, full.until + 1))
                    .as("how often %s stops", full)
                    .isPositive();
            for (String other : commits.byNode.keySet())
                if (!other.equals(full.node))
                    assertThat(committed(other, full.from, full.until))
                            .as("%s, while %s", other, full)
                            .isGreaterThan(2);
            long missed = committed("n1", 0, full.until) - committed(full.node, 0, full.until);
            assertThat(missed).as("blocks that are missed, %s", full).isPositive();
            assertThat(committed(full.node, 0, full.started + CAUGHT_UP))
                    .as("blocks, after %s", full)
                    .isGreaterThanOrEqualTo(committed("n1", 0, full.started) - UNTOLD);
        }
    }
}
