package dev.darm.recall;

import dev.darm.codec.Hash;
import dev.darm.recall.RecallMessage.Taught;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Taught questions of entries that have not reached this node: so many, for so long, the oldest giving way. */
final class EarlyQuestions {

    private final int capacity;
    private final Duration keep;
    private final LinkedHashMap<Taught, Instant> waiting = new LinkedHashMap<>();

    EarlyQuestions(int capacity, Duration keep) {
        this.capacity = capacity;
        this.keep = keep;
    }

    void add(Taught taught, Instant now) {
        forget(now);
        if (waiting.putIfAbsent(taught, now) == null && waiting.size() > capacity) waiting.pollFirstEntry();
    }

    /** Takes out what waits for {@code commitment}, the oldest first. */
    List<Taught> take(Hash commitment, Instant now) {
        forget(now);
        List<Taught> taken = new ArrayList<>();
        for (Iterator<Taught> one = waiting.keySet().iterator(); one.hasNext(); ) {
            Taught taught = one.next();
            if (!taught.commitment().equals(commitment)) continue;
            taken.add(taught);
            one.remove();
        }
        return taken;
    }

    void drop(Hash commitment) {
        waiting.keySet().removeIf(taught -> taught.commitment().equals(commitment));
    }

    int size() {
        return waiting.size();
    }

    private void forget(Instant now) {
        for (Iterator<Map.Entry<Taught, Instant>> one = waiting.entrySet().iterator(); one.hasNext(); ) {
            if (!one.next().getValue().plus(keep).isBefore(now)) return;
            one.remove();
        }
    }
}
