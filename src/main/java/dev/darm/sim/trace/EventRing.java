package dev.darm.sim.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The last events of a run: columns of primitives and of references to names, taken once, overwritten in turn. */
final class EventRing {

    private final long[] steps;
    private final long[] times;
    private final long[] states;
    private final long[] contents;
    private final int[] machines;
    private final int[] sizes;
    private final Kind[] kinds;
    private final String[] subjects;
    private final String[] details;
    private int next;

    EventRing(int capacity) {
        if (capacity < 1) throw new IllegalArgumentException("a ring holds at least one event, not " + capacity);
        steps = new long[capacity];
        times = new long[capacity];
        states = new long[capacity];
        contents = new long[capacity];
        machines = new int[capacity];
        sizes = new int[capacity];
        kinds = new Kind[capacity];
        subjects = new String[capacity];
        details = new String[capacity];
    }

    void put(
            long step,
            long now,
            int machine,
            Kind kind,
            String subject,
            String detail,
            int size,
            long content,
            long state) {
        int at = next;
        steps[at] = step;
        times[at] = now;
        machines[at] = machine;
        kinds[at] = kind;
        subjects[at] = subject;
        details[at] = detail;
        sizes[at] = size;
        contents[at] = content;
        states[at] = state;
        next = at + 1 == steps.length ? 0 : at + 1;
    }

    /** The events that are still here, oldest first, when {@code total} were put in all. */
    List<TraceEvent> events(long total, IntFunction<String> nameOf) {
        int held = (int) Math.min(total, steps.length);
        List<TraceEvent> events = new ArrayList<>(held);
        for (int i = 0; i < held; i++) {
            int at = (int) ((next - (long) held + i + steps.length) % steps.length);
            events.add(new TraceEvent(
                    total - held + i,
                    steps[at],
                    times[at],
                    machines[at],
                    nameOf.apply(machines[at]),
                    kinds[at],
                    subjects[at],
                    details[at],
                    sizes[at],
                    contents[at],
                    RollingHash.finish(states[at]),
                    ""));
        }
        return List.copyOf(events);
    }
}
