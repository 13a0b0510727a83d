package dev.darm.branch;

import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Where sealed records lie: 12 bytes of heap each, eight of the id and four of the place. Sorted runs are merged so that
 * each is longer than twice the next; so an id is looked for in about log₂ n runs, each by halving.
 */
final class SealedIndex {

    private static final int POSITION_BITS = 10;
    private static final int MAX_SEGMENTS = 1 << 31 - POSITION_BITS;

    private record Run(long[] prefixes, int[] places) {}

    private final List<Run> runs = new ArrayList<>();
    private long size;

    /** Adds the ids of segment {@code number}, 0 to 2^21 − 1, in their order; at most 1,024. */
    void add(int number, List<Hash> ids) {
        if (number >= MAX_SEGMENTS) throw new IllegalStateException("a branch has at most 2^21 segments");
        Integer[] order = new Integer[ids.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (one, other) -> Long.compare(prefix(ids.get(one)), prefix(ids.get(other))));
        Run run = new Run(new long[order.length], new int[order.length]);
        for (int i = 0; i < order.length; i++) {
            run.prefixes[i] = prefix(ids.get(order[i]));
            run.places[i] = number << POSITION_BITS | order[i];
        }
        runs.add(run);
        size += order.length;
        while (runs.size() > 1 && runs.get(runs.size() - 2).places.length <= 2 * runs.getLast().places.length)
            runs.add(merge(runs.removeLast(), runs.removeLast()));
    }

    private static Run merge(Run one, Run other) {
        int length = one.places.length + other.places.length;
        Run merged = new Run(new long[length], new int[length]);
        int i = 0;
        int j = 0;
        for (int at = 0; at < length; at++) {
            boolean takeOne = j == other.places.length || i < one.places.length && one.prefixes[i] <= other.prefixes[j];
            merged.prefixes[at] = takeOne ? one.prefixes[i] : other.prefixes[j];
            merged.places[at] = takeOne ? one.places[i++] : other.places[j++];
        }
        return merged;
    }

    /** Asks {@code isIt} about each place where {@code id} may lie, until it says yes; the place, or -1. */
    int find(Hash id, IntPredicate isIt) {
        long prefix = prefix(id);
        for (Run run : runs)
            for (int i = lowest(run.prefixes, prefix); i < run.prefixes.length && run.prefixes[i] == prefix; i++)
                if (isIt.test(run.places[i])) return run.places[i];
        return -1;
    }

    /** The index of the first value that is not below {@code prefix}. */
    private static int lowest(long[] prefixes, long prefix) {
        int low = 0;
        int high = prefixes.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (prefixes[middle] < prefix) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    static int segment(int place) {
        return place >>> POSITION_BITS;
    }

    static int position(int place) {
        return place & (1 << POSITION_BITS) - 1;
    }

    long size() {
        return size;
    }

    int runs() {
        return runs.size();
    }

    private static long prefix(Hash id) {
        return id.prefix();
    }
}
