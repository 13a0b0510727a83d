package dev.darm.sim.run;

import dev.darm.sim.trace.Kind;
import dev.darm.sim.trace.TraceEvent;
import dev.darm.sim.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** When each node committed, in nanoseconds of virtual time: a moment a block, in the order of their heights. */
final class CommitTimes implements TraceSink {

    final TreeMap<String, List<Long>> byNode = new TreeMap<>();

    @Override
    public void on(TraceEvent event) {
        if (event.kind() == Kind.DELIVERY
                && event.subject().endsWith("/witness")
                && event.detail().contains("BlockCommitted"))
            byNode.computeIfAbsent(event.node(), any -> new ArrayList<>()).add(event.now());
    }

    List<Long> of(String node) {
        return Objects.requireNonNull(byNode.get(node), node);
    }
}
