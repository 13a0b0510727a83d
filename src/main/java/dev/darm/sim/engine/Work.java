package dev.darm.sim.engine;

import org.jspecify.annotations.Nullable;

/** A list of work that is ready, first in first out or by any index; a ring that grows. */
final class Work {

    private @Nullable Runnable[] ring = new Runnable[16];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(Runnable work) {
        if (size == ring.length) grow();
        ring[(head + size++) & (ring.length - 1)] = work;
    }

    /** Takes the work at {@code index}; the oldest takes its place. */
    Runnable take(int index) {
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
    }

    private void grow() {
        Runnable[] larger = new Runnable[ring.length * 2];
        for (int i = 0; i < size; i++) larger[i] = ring[(head + i) & (ring.length - 1)];
        ring = larger;
        head = 0;
    }
}
