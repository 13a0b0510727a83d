package dev.darm.sim.trace;

import dev.darm.sim.trace.RunSnapshot.Watched;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first event in which two runs differ.
 *
 * @param before the events before it, which are the same in both, oldest first, at most {@link #CONTEXT}
 * @param first what the first run did there; null when it ended
 * @param second what the second run did there; null when it ended
 */
public record Divergence(
        List<TraceEvent> before,
        @Nullable Watched first,
        @Nullable Watched second) {

    /** How many events before the difference are kept. */
    public static final int CONTEXT = 10;

    /** Gives the next event, null at the end. */
    @FunctionalInterface
    private interface Source {
        @Nullable
        Watched next() throws IOException;
    }

    /** Compares two lists of events that begin at the same event. */
    public static Optional<Divergence> between(List<Watched> first, List<Watched> second) {
        try {
            return between(source(first), source(second));
        } catch (IOException e) {
            throw new IllegalStateException("lists do not fail", e);
        }
    }

    /** Compares two traces from their first event to the end of the shorter; one that was cut short differs at its end. */
    public static Optional<Divergence> between(TraceReader first, TraceReader second) throws IOException {
        return between(source(first), source(second));
    }

    private static Optional<Divergence> between(Source first, Source second) throws IOException {
        Deque<TraceEvent> before = new ArrayDeque<>();
        while (true) {
            Watched one = first.next();
            Watched other = second.next();
            if (one == null && other == null) return Optional.empty();
            if (one == null
                    || other == null
                    || one.event().hash() != other.event().hash())
                return Optional.of(new Divergence(List.copyOf(before), one, other));
            if (before.size() == CONTEXT) before.removeFirst();
            before.addLast(one.event());
        }
    }

    /** The step of the first difference: the lower one, where the two are at different steps. */
    public long step() {
        return Math.min(step(first), step(second));
    }

    /** Both events, what came before them, and the stacks where there are any. */
    public String text() {
        StringBuilder text = new StringBuilder("The first step that differs is " + step() + ".\n");
        text.append(before.isEmpty() ? "Nothing came before it.\n" : "Before it, in both runs:\n");
        if (!before.isEmpty()) text.append(TraceText.COLUMNS).append('\n');
        for (TraceEvent event : before) text.append(TraceText.line(event)).append('\n');
        side(text, "first", first);
        side(text, "second", second);
        return text.toString();
    }

    private static void side(StringBuilder text, String which, @Nullable Watched watched) {
        text.append("The ").append(which).append(" run then ");
        if (watched == null) {
            text.append("ended.\n");
            return;
        }
        text.append("did:\n").append(TraceText.line(watched.event())).append('\n');
        for (String frame : watched.stack())
            text.append("    at ").append(frame).append('\n');
    }

    private static long step(@Nullable Watched watched) {
        return watched == null ? Long.MAX_VALUE : watched.event().step();
    }

    private static Source source(List<Watched> events) {
        Iterator<Watched> rest = events.iterator();
        return () -> rest.hasNext() ? rest.next() : null;
    }

    private static Source source(TraceReader trace) {
        return () -> {
            TraceEvent event = trace.next();
            return event == null ? null : new Watched(event, List.of());
        };
    }
}
