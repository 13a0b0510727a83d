package dev.darm.sim.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What will happen, the soonest first: a heap of four children a node, in the order of (time, sequence). */
final class Agenda {

    private Event[] heap = new Event[256];
    private int size;
    private long sequence;

    int size() {
        return size;
    }

    @Nullable
    Event first() {
        return size == 0 ? null : heap[0];
    }

    void add(long time, Event event) {
        if (event.index >= 0) throw new IllegalStateException("an event is planned once at a time");
        event.time = time;
        event.sequence = sequence++;
        if (size == heap.length) heap = Arrays.copyOf(heap, size * 2);
        up(size++, event);
    }

    /** Takes the first event away. */
    Event take() {
        Event first = heap[0];
        remove(first);
        return first;
    }

    /** Takes an event away, wherever it stands; does nothing when it is not planned. */
    void remove(Event event) {
        int hole = event.index;
        if (hole < 0) return;
        event.index = -1;
        Event last = heap[--size];
        heap[size] = null;
        if (last == event) return;
        up(hole, last);
        if (last.index == hole) down(hole, last);
    }

    private void up(int from, Event event) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >> 2;
            if (!before(event, heap[parent])) break;
            put(at, heap[parent]);
            at = parent;
        }
        put(at, event);
    }

    private void down(int from, Event event) {
        int at = from;
        while (true) {
            int child = (at << 2) + 1;
            if (child >= size) break;
            int least = child;
            for (int other = child + 1; other < Math.min(child + 4, size); other++)
                if (before(heap[other], heap[least])) least = other;
            if (!before(heap[least], event)) break;
            put(at, heap[least]);
            at = least;
        }
        put(at, event);
    }

    private void put(int at, Event event) {
        heap[at] = event;
        event.index = at;
    }

    private static boolean before(Event a, Event b) {
        return a.time != b.time ? a.time < b.time : a.sequence < b.sequence;
    }
}
