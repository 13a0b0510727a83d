package dev.darm.branch;

import dev.darm.codec.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What all known replicas of a branch have. A replica that announces a head has all its ancestors; it announces its clock
 * beside its heads, and what it makes later is later. So what is stable and not later than any replica's clock is a prefix
 * of the canonical order that nothing honest can still come before: replicas seal the same segments.
 *
 * <p>A record that a dishonest author dates back comes into a later segment, at each replica into one that its arrival
 * decides; nothing is lost by it but the likeness of segments. A replica that does not speak stops the sealing, until memory
 * holds more than it may: who is known is decided above, by configuration.
 */
public final class Stability {

    /** One bit each in a {@code long}. */
    public static final int MAX_REPLICAS = 64;

    private final BranchDag dag;
    private final SortedMap<String, Integer> bits = new TreeMap<>();
    private final SortedMap<String, HybridTime> clocks = new TreeMap<>();
    private final long all;

    /** {@code others}: the names of the other replicas, at most {@link #MAX_REPLICAS}. Earlier acknowledgements are forgotten. */
    public Stability(BranchDag dag, SortedSet<String> others) {
        if (others.size() > MAX_REPLICAS)
            throw new IllegalArgumentException(
                    "a branch has at most " + MAX_REPLICAS + " other replicas, not " + others.size());
        this.dag = dag;
        for (String name : others) {
            bits.put(name, bits.size());
            clocks.put(name, HybridTime.ZERO);
        }
        this.all = others.isEmpty() ? 0 : -1L >>> MAX_REPLICAS - others.size();
        for (DagNode node : dag.unsealed().values()) node.acks = 0;
    }

    /** {@code replica} has {@code heads} and all their ancestors; heads that are not visible here say nothing yet. */
    public void acknowledge(String replica, Collection<Hash> heads) {
        Integer bit = bits.get(replica);
        if (bit == null) return;
        long mask = 1L << bit;
        Deque<Hash> open = new ArrayDeque<>(heads);
        while (!open.isEmpty()) {
            DagNode node = dag.node(open.pop());
            // below a record that is marked or sealed all is marked or sealed
            if (node == null || (node.acks & mask) != 0) continue;
            node.acks |= mask;
            if (!node.sealed) open.addAll(node.record().ancestors());
        }
    }

    /** All that {@code replica} makes from now on is later than {@code clock}, and all that it has is acknowledged. */
    public void reached(String replica, HybridTime clock) {
        clocks.computeIfPresent(replica, (name, before) -> before.max(clock));
    }

    /**
     * The next segments, as many as what is stable fills. They are to be made durable, then {@linkplain BranchDag#release
     * released}.
     *
     * @param own all that this replica makes from now on is later
     * @param most so many records may stay in memory; where there are more, the oldest are sealed although not all replicas
     *     have them, since one of these is away. Replicas that do so seal different segments of the same records
     */
    public List<Segment> due(HybridTime own, int most) {
        return due(own, most, Segment.MAX_RECORDS);
    }

    List<Segment> due(HybridTime own, int most, int records) {
        HybridTime floor = clocks.values().stream().reduce(own, Stability::earlier);
        List<Segment> due = new ArrayList<>();
        List<SignedRecord> run = new ArrayList<>();
        long bytes = 0;
        boolean stable = true;
        int left = dag.unsealed().size();
        for (DagNode node : dag.unsealed().values()) {
            boolean full = run.size() == records || !run.isEmpty() && bytes + node.signed.size() > Segment.MAX_BYTES;
            if (full) {
                due.add(Segment.of(run));
                left -= run.size();
                run.clear();
                bytes = 0;
                stable = true;
            }
            stable &= node.acks == all && !node.record().time().isAfter(floor);
            if (!stable && left <= most) break;
            run.add(node.signed);
            bytes += node.signed.size();
        }
        return due;
    }

    private static HybridTime earlier(HybridTime one, HybridTime other) {
        return one.isAfter(other) ? other : one;
    }
}
