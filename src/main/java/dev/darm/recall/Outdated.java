package dev.darm.recall;

import dev.darm.recall.RecallMessage.Purpose;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What has a vector of an earlier encoder and waits to be encoded anew, one small batch after the other. */
final class Outdated {

    private final int batch;
    private final ArrayDeque<Purpose> waiting = new ArrayDeque<>();
    private final Set<Purpose> underWay = new HashSet<>();

    Outdated(int batch) {
        this.batch = batch;
    }

    void add(Collection<? extends Purpose> more) {
        waiting.addAll(more);
    }

    /** The next batch; empty while the one before is under way, or when nothing waits. */
    List<Purpose> next() {
        if (!underWay.isEmpty()) return List.of();
        List<Purpose> next = new ArrayList<>();
        while (next.size() < batch && !waiting.isEmpty()) {
            Purpose one = waiting.remove();
            if (underWay.add(one)) next.add(one);
        }
        return next;
    }

    boolean isUnderWay(Purpose one) {
        return underWay.contains(one);
    }

    /** {@code one} of the batch has come to its end. */
    void ended(Purpose one) {
        underWay.remove(one);
    }

    int size() {
        return waiting.size() + underWay.size();
    }
}
