package dev.darm.branch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of records of one author, each the next after the one before. An honest author's history is one strand; each fork
 * begins another. Which of two continuations goes on the strand depends on arrival, so no strand leaves this replica.
 */
final class Strand {

    /** The strand in which the record before the first lies; null at the beginning of a history, and when it was sealed. */
    final @Nullable Strand parent;

    final long first;

    /** The records in memory, without a gap up to the last; the last is always among them. */
    private final List<DagNode> nodes = new ArrayList<>();

    /** The sequence of the first of {@link #nodes}. */
    private long base;

    Strand(@Nullable Strand parent, long first) {
        this.parent = parent;
        this.first = first;
        this.base = first;
    }

    void add(DagNode node) {
        nodes.add(node);
    }

    DagNode last() {
        return nodes.getLast();
    }

    long base() {
        return base;
    }

    /** The record with this sequence if it lies in memory. */
    @Nullable
    DagNode at(long sequence) {
        long index = sequence - base;
        return index < 0 || index >= nodes.size() ? null : nodes.get((int) index);
    }

    /** Lets go of sealed records at the beginning, but for the last. */
    void trim() {
        int sealed = 0;
        while (sealed < nodes.size() - 1 && nodes.get(sealed).sealed) sealed++;
        if (sealed == 0) return;
        nodes.subList(0, sealed).clear();
        base += sealed;
    }
}
