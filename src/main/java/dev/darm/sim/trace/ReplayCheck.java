package dev.darm.sim.trace;

import dev.darm.sim.trace.RunSnapshot.Watched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a run against a recorded trace, event by event, and stops it with {@link Strayed} at the first that differs. A
 * trace that was interrupted or cut short is checked as far as it goes; the run may go on beyond.
 */
public final class ReplayCheck implements TraceSink {

    /** The run is not the recorded one. */
    public static final class Strayed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Divergence divergence;

        Strayed(Divergence divergence) {
            super("This run is not the recorded one (which is called the first run here). " + divergence.text());
            this.divergence = divergence;
        }

        public Divergence divergence() {
            return divergence;
        }
    }

    private final TraceReader trace;
    private final Deque<TraceEvent> before = new ArrayDeque<>();
    private boolean past;

    public ReplayCheck(TraceReader trace) {
        this.trace = trace;
    }

    @Override
    public void on(TraceEvent event) {
        if (past) return;
        TraceEvent recorded = next();
        if (recorded == null && trace.ending().state() != TraceEnding.State.COMPLETE) {
            past = true;
            return;
        }
        if (recorded == null || recorded.hash() != event.hash())
            throw strayed(recorded, new Watched(event, Stacks.here()));
        if (before.size() == Divergence.CONTEXT) before.removeFirst();
        before.addLast(event);
    }

    /** The run has ended: so must the trace have. Returns what was verified. */
    public TraceEnding finish() {
        TraceEvent recorded = past ? null : next();
        if (recorded != null) throw strayed(recorded, null);
        return trace.ending();
    }

    private Strayed strayed(@Nullable TraceEvent recorded, @Nullable Watched live) {
        Watched then = recorded == null ? null : new Watched(recorded, List.of());
        return new Strayed(new Divergence(List.copyOf(before), then, live));
    }

    private @Nullable TraceEvent next() {
        try {
            return trace.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
