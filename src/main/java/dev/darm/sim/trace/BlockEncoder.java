package dev.darm.sim.trace;

import static dev.darm.sim.trace.TraceFormat.BLOCK_SIZE;
import static dev.darm.sim.trace.TraceFormat.NOTE;
import static dev.darm.sim.trace.TraceFormat.STEP_NEXT;
import static dev.darm.sim.trace.TraceFormat.STEP_SAME;
import static dev.darm.sim.trace.TraceFormat.TIME_SAME;

import java.util.Map;
import java.util.TreeMap;

/** Gathers events until they make a block; see {@link TraceFormat}. */
final class BlockEncoder {

    private final VarBytes events = new VarBytes();
    private final Symbols symbols = new Symbols();
    private final Map<Integer, String> machines = new TreeMap<>();
    private int lastMachine = Integer.MIN_VALUE;

    private long first;
    private int count;
    private long hashBefore = RollingHash.finish(RollingHash.start());
    private long hashAfter = hashBefore;
    private long baseStep;
    private long baseTime;
    private long step;
    private long time;

    void add(TraceEvent event) {
        if (count == 0) start(event);
        int flags = event.kind().ordinal();
        if (event.step() == step) flags |= STEP_SAME;
        else if (event.step() == step + 1) flags |= STEP_NEXT;
        if (event.now() == time) flags |= TIME_SAME;
        if (!event.note().isEmpty()) flags |= NOTE;

        events.u8(flags);
        if ((flags & (STEP_SAME | STEP_NEXT)) == 0) events.signed(event.step() - step);
        if ((flags & TIME_SAME) == 0) events.signed(event.now() - time);
        events.signed(event.machine());
        events.unsigned(symbols.id(event.subject()));
        events.unsigned(symbols.id(event.detail()));
        events.unsigned((long) event.size() << 1 | (event.content() == 0 ? 0 : 1));
        if (event.content() != 0) events.i64(event.content());
        if ((flags & NOTE) != 0) events.text(event.note());

        if (event.machine() != lastMachine) machines.put(event.machine(), event.node());
        lastMachine = event.machine();
        step = event.step();
        time = event.now();
        hashAfter = event.hash();
        count++;
    }

    boolean empty() {
        return count == 0;
    }

    boolean full() {
        return events.size() >= BLOCK_SIZE || symbols.texts().size() >= BLOCK_SIZE;
    }

    long eventsInAll() {
        return first + count;
    }

    long hash() {
        return hashAfter;
    }

    /** The block as it goes to the file; the next event starts a new one. */
    VarBytes take() {
        VarBytes block = new VarBytes();
        block.unsigned(first);
        block.unsigned(count);
        block.signed(baseStep);
        block.signed(baseTime);
        block.i64(hashBefore);
        block.unsigned(symbols.count());
        block.append(symbols.texts());
        block.unsigned(machines.size());
        machines.forEach((machine, name) -> {
            block.signed(machine);
            block.text(name);
        });
        block.append(events);
        block.i64(hashAfter);

        first += count;
        count = 0;
        hashBefore = hashAfter;
        events.clear();
        symbols.clear();
        machines.clear();
        lastMachine = Integer.MIN_VALUE;
        return block;
    }

    private void start(TraceEvent event) {
        if (event.number() != first)
            throw new IllegalStateException("event " + event.number() + " where event " + first + " comes next");
        baseStep = event.step();
        baseTime = event.now();
        step = baseStep;
        time = baseTime;
    }
}
