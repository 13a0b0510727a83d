package dev.darm.sim.engine;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A list of work that is ready, first in first out or in any order; a ring that grows. */
final class Work {

    /** From a list this long, several pieces are drawn at once. */
    private static final int LONG = 4096;

    private static final int AT_ONCE = 16;

    private @Nullable Runnable[] ring = new Runnable[16];
    private int head;
    private int size;

    private final @Nullable Runnable[] drawn = new Runnable[AT_ONCE];
    private int left;
    private int seen;

    int size() {
        return size + left;
    }

    void add(Runnable work) {
        if (size == ring.length) grow();
        ring[(head + size++) & (ring.length - 1)] = work;
    }

    Runnable takeOldest() {
        return take(0);
    }

    /** Takes any piece, by a draw of {@code picks} when there is more than one. */
    Runnable takeAny(RandomGenerator picks) {
        if (left > 0) return takeDrawn();
        if (size < LONG) return take(size == 1 ? 0 : picks.nextInt(size));
        while (left < AT_ONCE) drawn[left++] = take(picks.nextInt(size));
        seen += Nearby.bring(drawn);
        return takeDrawn();
    }

    private Runnable takeDrawn() {
        Runnable work = drawn[--left];
        drawn[left] = null;
        if (work == null) throw new IllegalStateException("nothing was drawn");
        return work;
    }

    /** Takes the work at {@code index}; the oldest takes its place. */
    private Runnable take(int index) {
        int oldest = head;
        int chosen = (head + index) & (ring.length - 1);
        Runnable work = ring[chosen];
        ring[chosen] = ring[oldest];
        ring[oldest] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        if (work == null) throw new IllegalStateException("no work at " + index);
        return work;
    }

    void clear() {
        ring = new Runnable[16];
        head = 0;
        size = 0;
        Arrays.fill(drawn, null);
        left = 0;
    }

    private void grow() {
        Runnable[] larger = new Runnable[ring.length * 2];
        for (int i = 0; i < size; i++) larger[i] = ring[(head + i) & (ring.length - 1)];
        ring = larger;
        head = 0;
    }
}
