package dev.darm.sim.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.sim.trace.Checkpoints.Steps;
import dev.darm.sim.trace.DivergenceFinder.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DivergenceTest {

    private static final int EVENTS = 20_000;

    @TempDir
    Path folder = Path.of("unset");

    @Property(tries = 60)
    void bisectionFindsTheStepsWithTheFirstDifference(
            @ForAll long seed, @ForAll @IntRange(max = EVENTS - 1) int stray) {
        List<TraceEvent> events = new ArrayList<>();
        TraceRecorder one = new TraceRecorder(1);
        TraceRecorder other = new TraceRecorder(1);
        one.record(events::add);
        Runs.play(seed, EVENTS, one);
        Runs.play(seed, EVENTS, stray, other);

        Optional<Steps> steps =
                one.snapshot().checkpoints().firstDifference(other.snapshot().checkpoints());

        assertThat(steps).isPresent();
        assertThat(steps.get().contains(events.get(stray).step())).isTrue();
        assertThat(steps.get().to() - steps.get().from()).isEqualTo(Checkpoints.EVERY);
    }

    @Property(tries = 30)
    void twoRunsThatAreTheSameHaveNoDifference(@ForAll long seed, @ForAll @IntRange(max = 5_000) int events) {
        TraceRecorder one = new TraceRecorder();
        TraceRecorder other = new TraceRecorder();
        Runs.play(seed, events, one);
        Runs.play(seed, events, other);

        assertThat(Comparison.of(one.snapshot(), other.snapshot())).isEqualTo(new Comparison.Same(one.hash(), events));
    }

    @Property(tries = 30)
    void aRunThatEndsEarlierDiffersWhereItEnds(@ForAll long seed, @ForAll @IntRange(max = 4_999) int events) {
        TraceRecorder one = new TraceRecorder();
        TraceRecorder other = new TraceRecorder();
        Runs.play(seed, events, one);
        Runs.play(seed, 5_000, other);

        Comparison comparison = Comparison.of(one.snapshot(), other.snapshot());

        assertThat(comparison).isInstanceOfSatisfying(Comparison.Found.class, found -> {
            assertThat(found.divergence().first()).isNull();
            assertThat(number(found.divergence())).isEqualTo(events);
        });
    }

    @Property(tries = 12)
    void theRingsTellTheFirstDifferenceWhereTheyReachBack(
            @ForAll long seed, @ForAll @IntRange(max = EVENTS - 1) int stray) {
        TraceRecorder one = new TraceRecorder(EVENTS / 2);
        TraceRecorder other = new TraceRecorder(EVENTS / 2);
        Runs.play(seed, EVENTS, one);
        Runs.play(seed, EVENTS, stray, other);

        Comparison comparison = Comparison.of(one.snapshot(), other.snapshot());

        if (stray > EVENTS / 2) {
            assertThat(comparison)
                    .isInstanceOfSatisfying(Comparison.Found.class, found -> assertThat(number(found.divergence()))
                            .isEqualTo(stray));
        } else {
            assertThat(comparison).isInstanceOf(Comparison.Within.class);
        }
    }

    @Property(tries = 12)
    void theFinderNamesTheFirstEventThatDiffersWithBothStacks(
            @ForAll long seed, @ForAll @IntRange(max = EVENTS - 1) int stray) {
        int[] runs = {0};

        Verdict verdict = DivergenceFinder.find(
                recorder -> Runs.play(seed, EVENTS, runs[0]++ % 2 == 0 ? Integer.MAX_VALUE : stray, recorder));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Differs.class, differs -> {
            Divergence divergence = differs.divergence();
            assertThat(number(divergence)).isEqualTo(stray);
            assertThat(divergence.before()).hasSize(Math.min(stray, Divergence.CONTEXT));
            assertThat(divergence.text())
                    .contains(
                            "The first step that differs is " + divergence.step(),
                            "The first run then did",
                            "second run")
                    .contains("at dev.darm.sim.trace.Runs.play(Runs.java");
        });
    }

    @Test
    void theFinderFollowsADifferenceThatMoves() {
        int[] runs = {0};
        int[] strays = {Integer.MAX_VALUE, 15_000, Integer.MAX_VALUE, 3_000, Integer.MAX_VALUE, 3_000};

        Verdict verdict = DivergenceFinder.find(recorder -> Runs.play(5, EVENTS, strays[runs[0]++], recorder));

        assertThat(verdict)
                .isInstanceOfSatisfying(Verdict.Differs.class, differs -> assertThat(number(differs.divergence()))
                        .isEqualTo(3_000));
    }

    @Test
    void theFinderSaysWhenADifferenceDoesNotComeBack() {
        int[] runs = {0};

        Verdict verdict =
                DivergenceFinder.find(recorder -> Runs.play(5, EVENTS, runs[0]++ == 0 ? 777 : 99_999, recorder));

        assertThat(verdict).isInstanceOf(Verdict.Elusive.class);
    }

    @Test
    void theFinderSaysWhenRunsAreTheSame() {
        Verdict verdict = DivergenceFinder.find(recorder -> Runs.play(5, 3_000, recorder));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Same.class, same -> assertThat(same.events())
                .isEqualTo(3_000));
    }

    @Test
    void twoTracesAreComparedEventByEvent() throws IOException {
        try (TraceReader one = TraceReader.open(trace("one", 30_000, Integer.MAX_VALUE));
                TraceReader other = TraceReader.open(trace("other", 30_000, 29_000))) {
            Optional<Divergence> divergence = Divergence.between(one, other);

            assertThat(divergence).isPresent();
            assertThat(number(divergence.get())).isEqualTo(29_000);
            assertThat(divergence.get().before()).hasSize(10);
        }
    }

    @Test
    void aReplayOfTheSameRunIsVerified() throws IOException {
        try (TraceReader trace = TraceReader.open(trace("one", 3_000, Integer.MAX_VALUE))) {
            ReplayCheck check = new ReplayCheck(trace);
            TraceRecorder recorder = new TraceRecorder();
            recorder.record(check);
            Runs.play(5, 3_000, recorder);

            assertThat(check.finish().hash()).isEqualTo(recorder.hash());
        }
    }

    @Test
    void aReplayStopsAtTheFirstEventThatIsNotTheRecordedOne() throws IOException {
        try (TraceReader trace = TraceReader.open(trace("one", 3_000, Integer.MAX_VALUE))) {
            TraceRecorder recorder = new TraceRecorder();
            recorder.record(new ReplayCheck(trace));

            assertThatThrownBy(() -> Runs.play(5, 3_000, 1_700, recorder))
                    .isInstanceOfSatisfying(ReplayCheck.Strayed.class, strayed -> {
                        assertThat(number(strayed.divergence())).isEqualTo(1_700);
                        assertThat(strayed).hasMessageContaining("Runs.play");
                    });
            assertThat(recorder.events()).isEqualTo(1_701);
        }
    }

    @Test
    void aReplayThatEndsBeforeTheTraceIsNoReplay() throws IOException {
        try (TraceReader trace = TraceReader.open(trace("one", 3_000, Integer.MAX_VALUE))) {
            ReplayCheck check = new ReplayCheck(trace);
            TraceRecorder recorder = new TraceRecorder();
            recorder.record(check);
            Runs.play(5, 2_999, recorder);

            assertThatThrownBy(check::finish)
                    .isInstanceOf(ReplayCheck.Strayed.class)
                    .hasMessageContaining("The second run then ended");
        }
    }

    @Test
    void aTraceThatWasInterruptedIsVerifiedAsFarAsItGoes() throws IOException {
        Path file = folder.resolve("interrupted.trace");
        try (TraceWriter writer = TraceWriter.create(file, Runs.HEADER)) {
            TraceRecorder recorder = new TraceRecorder();
            recorder.record(writer);
            Runs.play(5, 1_000, recorder);
        }

        try (TraceReader trace = TraceReader.open(file)) {
            ReplayCheck check = new ReplayCheck(trace);
            TraceRecorder recorder = new TraceRecorder();
            recorder.record(check);
            Runs.play(5, 3_000, recorder);

            assertThat(check.finish().events()).isEqualTo(1_000);
        }
    }

    private Path trace(String name, int events, int stray) throws IOException {
        Path file = folder.resolve(name + ".trace");
        Files.deleteIfExists(file);
        try (TraceWriter writer = TraceWriter.create(file, Runs.HEADER)) {
            TraceRecorder recorder = new TraceRecorder();
            recorder.record(writer);
            Runs.play(5, events, stray, recorder);
            writer.complete();
        }
        return file;
    }

    private static long number(Divergence divergence) {
        RunSnapshot.Watched watched = divergence.first() == null ? divergence.second() : divergence.first();
        if (watched == null) throw new AssertionError("neither run did anything");
        return watched.event().number();
    }
}
