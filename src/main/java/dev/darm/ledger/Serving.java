package dev.darm.ledger;

import java.util.SortedSet;
import java.util.TreeMap;

/**
 * How often blocks are read for other nodes. A request names its sender, and the name is open to all until its node has shown its pass ({@link Acquaintances}); so what
 * one name and all together are served between two ticks is bounded, and only nodes in reach are. What is too much waits for the next tick, one
 * request a name.
 */
final class Serving {

    /** Answers to one name between two ticks. */
    static final int PER_PEER = 32;

    /** Answers to all together between two ticks. */
    static final int TOTAL = 96;

    private final TreeMap<String, Integer> served = new TreeMap<>();
    private final TreeMap<String, Long> waiting = new TreeMap<>();
    private int total;

    /** Whether {@code peer} is sent the blocks from {@code first} on now. */
    boolean admits(String peer, long first, SortedSet<String> connected) {
        if (!connected.contains(peer)) return false;
        if (total >= TOTAL || served.getOrDefault(peer, 0) >= PER_PEER) {
            waiting.put(peer, first);
            return false;
        }
        total++;
        served.merge(peer, 1, Integer::sum);
        return true;
    }

    /** Another interval begins; hands over what waited for it, from which height on by name. */
    TreeMap<String, Long> tick() {
        TreeMap<String, Long> due = new TreeMap<>(waiting);
        waiting.clear();
        served.clear();
        total = 0;
        return due;
    }
}
