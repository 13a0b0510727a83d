package dev.darm.sim.run;

import dev.darm.sim.trace.Build;
import dev.darm.sim.trace.TraceRecorder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * How a run is carried out; none of it changes what happens in it, but for {@code until}, which ends it early.
 *
 * @param recorder hears every event; a trace file, a watch for differences or a breakpoint hang on it
 * @param until ends the run at this moment when it comes before the scenario's end
 * @param progress is told now and then how far the run is
 * @param interrupted looked at between events: true ends the run as interrupted
 * @param checks invariants beside DARM's own
 * @param logs where the nodes' log lines go
 * @param build which DARM this is, for reports
 */
public record RunOptions(
        TraceRecorder recorder,
        Optional<Duration> until,
        Progress progress,
        BooleanSupplier interrupted,
        List<Invariant> checks,
        Logs logs,
        Build build) {

    /** Hears how far a run is. */
    @FunctionalInterface
    public interface Progress {
        /** @param virtualNanos how far the run is; {@code wallSeconds} and {@code events} since its start */
        void at(long virtualNanos, double wallSeconds, long events);
    }

    /** Hears what nodes log. */
    @FunctionalInterface
    public interface Logs {
        /** A line that {@code machine} logged at the virtual moment {@code now}; {@code level} as in SLF4J. */
        void line(long now, String machine, String level, String logger, String message);
    }

    public RunOptions {
        checks = List.copyOf(checks);
    }

    /** A run that only its result tells of. */
    public static RunOptions quiet() {
        return new RunOptions(
                new TraceRecorder(),
                Optional.empty(),
                (virtual, wall, events) -> {},
                () -> false,
                List.of(),
                (now, machine, level, logger, message) -> {},
                Build.here());
    }

    public RunOptions recording(TraceRecorder other) {
        return new RunOptions(other, until, progress, interrupted, checks, logs, build);
    }

    public RunOptions until(Duration moment) {
        return new RunOptions(recorder, Optional.of(moment), progress, interrupted, checks, logs, build);
    }

    public RunOptions telling(Progress listener) {
        return new RunOptions(recorder, until, listener, interrupted, checks, logs, build);
    }

    public RunOptions interruptedBy(BooleanSupplier signal) {
        return new RunOptions(recorder, until, progress, signal, checks, logs, build);
    }

    public RunOptions checking(List<Invariant> more) {
        return new RunOptions(recorder, until, progress, interrupted, more, logs, build);
    }

    public RunOptions logging(Logs sink) {
        return new RunOptions(recorder, until, progress, interrupted, checks, sink, build);
    }

    public RunOptions of(Build other) {
        return new RunOptions(recorder, until, progress, interrupted, checks, logs, other);
    }
}
