package dev.darm.sim.trace;

import dev.darm.sim.trace.Checkpoints.Steps;
import dev.darm.sim.trace.RunSnapshot.Watched;
import java.util.List;
import java.util.Optional;

/** What a comparison of two runs by what their recorders kept comes to. */
public sealed interface Comparison {

    /** Both did the same from beginning to end. */
    record Same(long hash, long events) implements Comparison {}

    /** They differ, first at this event. */
    record Found(Divergence divergence) implements Comparison {}

    /** They differ, first within these steps; the event itself is in neither ring any more. Run again and watch them. */
    record Within(Steps steps) implements Comparison {}

    /** Compares two runs: bisection over their checkpoints, then event by event where both rings still reach back. */
    static Comparison of(RunSnapshot first, RunSnapshot second) {
        Optional<Steps> steps = first.checkpoints().firstDifference(second.checkpoints());
        if (steps.isEmpty()) return new Same(first.hash(), first.events());
        return inRings(first.last(), second.last())
                .<Comparison>map(Found::new)
                .orElseGet(() -> new Within(steps.get()));
    }

    private static Optional<Divergence> inRings(List<TraceEvent> first, List<TraceEvent> second) {
        long from = Math.max(start(first), start(second));
        List<Watched> one = since(from, first);
        List<Watched> other = since(from, second);
        boolean reachesBack = from == 0
                || (!one.isEmpty()
                        && !other.isEmpty()
                        && one.getFirst().event().hash()
                                == other.getFirst().event().hash());
        return reachesBack ? Divergence.between(one, other) : Optional.empty();
    }

    private static long start(List<TraceEvent> events) {
        return events.isEmpty() ? 0 : events.getFirst().number();
    }

    private static List<Watched> since(long number, List<TraceEvent> events) {
        return events.stream()
                .filter(event -> event.number() >= number)
                .map(event -> new Watched(event, List.of()))
                .toList();
    }
}
