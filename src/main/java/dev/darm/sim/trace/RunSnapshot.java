package dev.darm.sim.trace;

import java.util.List;
import java.util.SortedMap;

/**
 * What a recorder knew at a moment.
 *
 * @param hash the rolling hash of the run
 * @param events how many events there were
 * @param checkpoints the rolling hash on the way
 * @param nodes the rolling hash of each machine, by its name: what happened to it, without the others
 * @param last the last events, oldest first
 * @param watched the events of the watched steps, with the stacks that caused them
 */
public record RunSnapshot(
        long hash,
        long events,
        Checkpoints checkpoints,
        SortedMap<String, Long> nodes,
        List<TraceEvent> last,
        List<Watched> watched) {

    /** An event and the stack of the thread when it happened, innermost frame first; empty when none was taken. */
    public record Watched(TraceEvent event, List<String> stack) {}
}
