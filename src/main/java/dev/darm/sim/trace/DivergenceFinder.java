package dev.darm.sim.trace;

import dev.darm.sim.trace.Checkpoints.Steps;
import dev.darm.sim.trace.RunSnapshot.Watched;
import java.util.List;
import java.util.Optional;

/**
 * Runs the same twice, and when the two differ finds the first event that does, with the stack that caused it in each run.
 *
 * <p>The first two runs keep checkpoints only. Where they differ, both are run again, up to the steps between the last
 * checkpoint that agrees and the first that does not, whose events and stacks are kept. What makes a run stray may stray
 * elsewhere the next time: then the search follows the new difference, a few times.
 */
public final class DivergenceFinder {

    /** One complete run, told to the recorder; it may end early once the recorder is {@link TraceRecorder#satisfied}. */
    @FunctionalInterface
    public interface Run {
        void run(TraceRecorder recorder);
    }

    /** What the search comes to. */
    public sealed interface Verdict {

        /** The runs are the same. */
        record Same(long hash, long events) implements Verdict {}

        /** The runs differ, first here. */
        record Differs(Divergence divergence) implements Verdict {}

        /** The runs differ, elsewhere each time, or not every time: the steps in which they last did. */
        record Elusive(Steps steps, int runs) implements Verdict {}
    }

    private static final int TRIES = 5;

    private DivergenceFinder() {}

    public static Verdict find(Run run) {
        RunSnapshot first = recorded(run, new TraceRecorder());
        RunSnapshot second = recorded(run, new TraceRecorder());
        Optional<Steps> differs = first.checkpoints().firstDifference(second.checkpoints());
        if (differs.isEmpty()) return new Verdict.Same(first.hash(), first.events());

        Steps steps = differs.get();
        for (int i = 0; i < TRIES; i++) {
            RunSnapshot one = recorded(run, watching(steps));
            RunSnapshot other = recorded(run, watching(steps));
            Optional<Steps> again = one.checkpoints().firstDifference(other.checkpoints());
            if (again.isPresent() && again.get().equals(steps)) {
                Optional<Divergence> found = Divergence.between(one.watched(), other.watched());
                if (found.isPresent()) return new Verdict.Differs(withContext(found.get(), one));
            }
            steps = again.orElse(steps);
        }
        return new Verdict.Elusive(steps, 2 + 2 * TRIES);
    }

    private static TraceRecorder watching(Steps steps) {
        TraceRecorder recorder = new TraceRecorder();
        recorder.watch(steps);
        return recorder;
    }

    private static RunSnapshot recorded(Run run, TraceRecorder recorder) {
        run.run(recorder);
        return recorder.snapshot();
    }

    /** A difference at the first events of the watched steps has its context before them, in the ring. */
    private static Divergence withContext(Divergence found, RunSnapshot run) {
        Watched at = found.first() == null ? found.second() : found.first();
        if (at == null || found.before().size() == Divergence.CONTEXT) return found;
        long number = at.event().number();
        List<TraceEvent> before = run.last().stream()
                .filter(event -> event.number() < number && event.number() >= number - Divergence.CONTEXT)
                .toList();
        return before.size() > found.before().size() ? new Divergence(before, found.first(), found.second()) : found;
    }
}
