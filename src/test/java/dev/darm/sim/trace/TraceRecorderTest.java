package dev.darm.sim.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.darm.sim.trace.Checkpoints.Steps;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TraceRecorderTest {

    @Property(tries = 200)
    void theHashIsTheSameWithATraceAndWithout(@ForAll("acts") List<Runs.Act> acts) {
        TraceRecorder bare = new TraceRecorder(16);
        TraceRecorder traced = new TraceRecorder(16);
        traced.record(event -> {});
        traced.watch(new Steps(0, Long.MAX_VALUE));
        Runs.play(acts, bare);
        Runs.play(acts, traced);

        assertThat(traced.hash()).isEqualTo(bare.hash());
        assertThat(traced.snapshot().nodes()).isEqualTo(bare.snapshot().nodes());
    }

    @Property(tries = 200)
    void theRingKeepsTheLastEventsInOrder(
            @ForAll("acts") List<Runs.Act> acts, @ForAll @IntRange(min = 1, max = 30) int ring) {
        List<TraceEvent> all = new ArrayList<>();
        TraceRecorder recorder = new TraceRecorder(ring);
        recorder.record(all::add);
        Runs.play(acts, recorder);

        List<TraceEvent> last = all.subList(Math.max(0, all.size() - ring), all.size());
        assertThat(recorder.snapshot().last())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("note")
                .isEqualTo(last);
        assertThat(recorder.events()).isEqualTo(acts.size());
    }

    @Test
    void theHashOfARunIsTheSameInEveryVersion() {
        TraceRecorder recorder = new TraceRecorder();
        Runs.play(1, 1_000, recorder);

        assertThat(RollingHash.hex(recorder.hash())).isEqualTo("09a51dd59d67140e");
    }

    @Test
    void theHashOfAMachineChangesWithItsOwnEventsOnly() {
        Map<String, Long> quiet = nodesAfter("Vote");
        Map<String, Long> strayed = nodesAfter("Gossip");

        assertThat(strayed.get("n0")).isEqualTo(quiet.get("n0"));
        assertThat(strayed.get("n1")).isNotEqualTo(quiet.get("n1"));
        assertThat(strayed).containsOnlyKeys("n0", "n1");
    }

    private static Map<String, Long> nodesAfter(String detail) {
        TraceRecorder recorder = new TraceRecorder();
        recorder.name(0, "n0");
        recorder.name(1, "n1");
        recorder.event(1, 5, 0, Kind.TIMER, "/user/a", "Tick", 0);
        recorder.event(2, 5, 1, Kind.DELIVERY, "/user/a", detail, 0);
        recorder.event(3, 6, 0, Kind.TIMER, "/user/a", "Tick", 0);
        return recorder.snapshot().nodes();
    }

    @Test
    void messagesThatDifferInContentAloneGiveAnotherHash() {
        TraceRecorder one = new TraceRecorder();
        TraceRecorder other = new TraceRecorder();
        one.event(1, 5, 0, Kind.SEND, "n0>n1", "Vote", 300, 7, null);
        other.event(1, 5, 0, Kind.SEND, "n0>n1", "Vote", 300, 8, null);

        assertThat(one.hash()).isNotEqualTo(other.hash());
        assertThat(one.snapshot().last().getFirst().content()).isEqualTo(7);
    }

    @Test
    void aNoteIsAskedForOnlyWhenSomebodyRecords() {
        TraceRecorder recorder = new TraceRecorder();
        recorder.event(1, 0, 0, Kind.LOG, "", "warn", 0, 0, () -> {
            throw new AssertionError("asked");
        });
        recorder.watch(new Steps(2, 3));
        recorder.event(2, 0, 0, Kind.LOG, "", "warn", 0, 0, () -> "a leader was suspected");
        recorder.event(3, 0, 0, Kind.LOG, "", "warn", 0, 0, () -> {
            throw new AssertionError("asked");
        });

        assertThat(recorder.snapshot().watched())
                .extracting(watched -> watched.event().note())
                .containsExactly("a leader was suspected");
    }

    @Test
    void whatIsWatchedComesWithTheStackThatCausedIt() {
        TraceRecorder recorder = new TraceRecorder();
        recorder.watch(new Steps(10, 12));
        for (int step = 0; step < 20; step++) recorder.event(step, 0, 0, Kind.TASK, "", "", 0);

        List<RunSnapshot.Watched> watched = recorder.snapshot().watched();
        assertThat(watched).extracting(one -> one.event().step()).containsExactly(10L, 11L);
        assertThat(watched.getFirst().stack().getFirst()).contains("whatIsWatchedComesWithTheStackThatCausedIt");
        assertThat(recorder.satisfied()).isTrue();
    }

    @Test
    void aBreakpointIsHitOnceBeforeItsStepCounts() {
        List<String> hits = new ArrayList<>();
        TraceRecorder recorder = new TraceRecorder();
        recorder.breakpoint(1_500, step -> hits.add(step + " after " + recorder.events()));
        for (int step = 0; step < 5_000; step += 2) recorder.event(step, 0, 0, Kind.TASK, "", "", 0);

        assertThat(hits).containsExactly("1500 after 750");
    }

    @Test
    void aBreakpointMaySetTheNext() {
        List<Long> hits = new ArrayList<>();
        TraceRecorder recorder = new TraceRecorder();
        recorder.breakpoint(7, step -> {
            hits.add(step);
            recorder.breakpoint(9, hits::add);
        });
        for (int step = 0; step < 20; step++) recorder.event(step, 0, 0, Kind.TASK, "", "", 0);

        assertThat(hits).containsExactly(7L, 9L);
    }

    @Test
    void aStepNeverGoesBack() {
        TraceRecorder recorder = new TraceRecorder();
        recorder.event(7, 0, 0, Kind.TASK, "", "", 0);

        assertThatThrownBy(() -> recorder.event(6, 0, 0, Kind.TASK, "", "", 0)).hasMessage("step 6 after step 7");
        assertThatThrownBy(() -> recorder.event(8, 0, -2, Kind.TASK, "", "", 0)).hasMessageContaining("not -2");
        assertThatThrownBy(() -> recorder.event(8, 0, 0, Kind.TASK, "", "", -1)).hasMessageContaining("not -1");
        assertThat(recorder.events()).isEqualTo(1);
    }

    @Test
    void anEventAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        TraceRecorder recorder = new TraceRecorder();
        steps(recorder, 0, 250_000);
        long before = threads.getThreadAllocatedBytes(thread);
        steps(recorder, 250_000, 500_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        // checkpoints: 16 bytes for 1,024 steps, doubled at times
        assertThat(allocated).isLessThan(64 * 1024);
    }

    private static void steps(TraceRecorder recorder, int from, int to) {
        for (int step = from; step < to; step++)
            recorder.event(step, step * 10L, step & 7, Kind.DELIVERY, "/user/chain", "Vote", 100);
    }

    @Provide
    Arbitrary<List<Runs.Act>> acts() {
        return Runs.acts(60);
    }
}
