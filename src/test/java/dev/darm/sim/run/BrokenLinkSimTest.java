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

    /** A round's time-outs, for a proposer that has just left; Akka takes a broken link for one after five seconds. */
    private static final long SOON = 4 * SECOND;

    @Test
    void oneNodeLeavesAndTheChainGoesOn() {
        CommitTimes commits = new CommitTimes();
        List<Long> submitted = new ArrayList<>();
        TreeMap<String, Integer> starts = new TreeMap<>();
        TraceRecorder recorder = new TraceRecorder();
        recorder.record(commits.and(event -> {
            if (event.kind() == Kind.NODE && event.detail().equals("start"))
                starts.merge(event.node(), 1, Integer::sum);
            if (event.kind() == Kind.DELIVERY && event.detail().endsWith("Validator$Submit"))
                submitted.add(event.now());
        }));
        RunResult run = Simulation.run(
                Scenario.read(Path.of("src/test/resources/dev/darm/sim/run/broken-link.conf"), Path.of(""), Set.of()),
                1,
                RunOptions.quiet().recording(recorder));

        assertThat(run.violation()).isEmpty();
        assertThat(starts).containsEntry("n1", 1).containsEntry("n2", 1).containsEntry("n4", 1);
        assertThat(starts.get("n3")).isGreaterThan(1);
        // n2 as well, which n3 says cannot be reached: the others hear it, and go on speaking to it
        for (String name : List.of("n1", "n2", "n4"))
            assertThat(longestWait(submitted, commits.of(name))).as(name).isLessThan(SOON);
    }

    private static long longestWait(List<Long> submitted, List<Long> commits) {
        long longest = 0;
        for (long at : submitted) {
            if (at < CUT || at > MENDED) continue;
            long commit = commits.stream().filter(when -> when > at).findFirst().orElseThrow();
            longest = Math.max(longest, commit - at);
        }
        return longest;
    }
}
