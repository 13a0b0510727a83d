package dev.darm.sim.trace;

import dev.darm.sim.trace.Checkpoints.Steps;
import dev.darm.sim.trace.RunSnapshot.Watched;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Is told every event of a run, and keeps its rolling hash, the rolling hash of each machine, checkpoints, and the last
 * events. What a sink or a watch wants beyond that costs only when there is one. In steady state an event allocates nothing.
 */
public final class TraceRecorder {

    /** How many of the last events are kept. */
    public static final int RING = 100_000;

    /** The index of the run itself, for events that concern no machine. */
    public static final int RUN = -1;

    private static final int MACHINES = 1 << 20;
    private static final long NEVER = Long.MAX_VALUE;

    private final EventHash hash = new EventHash();
    private final EventRing ring;
    private final Checkpoints checkpoints = new Checkpoints();
    private final List<Watched> watched = new ArrayList<>();

    /** By machine index + 1. */
    private long[] machineStates = new long[0];

    private String[] names = new String[0];

    private @Nullable TraceSink sink;
    private @Nullable Steps watch;
    private boolean recording;
    private long breakpoint = NEVER;
    private LongConsumer onBreakpoint = step -> {};

    private long events;
    private long lastStep;
    private long nextBoundary = Checkpoints.EVERY;

    /** The first step at which something other than counting is to be done: a checkpoint, a breakpoint, a watch. */
    private long nextStop = Checkpoints.EVERY;

    public TraceRecorder() {
        this(RING);
    }

    /** A recorder that keeps the last {@code ring} events. */
    public TraceRecorder(int ring) {
        this.ring = new EventRing(ring);
        room(RUN);
    }

    /** Names a machine in texts and traces. */
    public void name(int machine, String name) {
        room(machine);
        names[machine + 1] = name;
    }

    public String name(int machine) {
        return machine >= RUN && machine + 1 < names.length ? names[machine + 1] : "m" + machine;
    }

    /** Hands every event from now on to {@code sink} as well. */
    public void record(TraceSink sink) {
        this.sink = this.sink == null ? sink : this.sink.and(sink);
        recording = true;
    }

    /** Keeps the events of these steps, each with the stack of the thread that caused it. */
    public void watch(Steps steps) {
        watch = steps;
        nextStop = 0;
    }

    /** Calls {@code handler} once, when {@code step} or one after it is reached, before its first event counts. */
    public void breakpoint(long step, LongConsumer handler) {
        breakpoint = step;
        onBreakpoint = handler;
        nextStop = 0;
    }

    /** Whether the steps that are watched are all past, so that the run need not go on for the watch's sake. */
    public boolean satisfied() {
        return watch != null && lastStep >= watch.to();
    }

    /** An event; see {@link TraceEvent} for what each value is. Steps never go back. */
    public void event(long step, long now, int machine, Kind kind, String subject, String detail, int size) {
        event(step, now, machine, kind, subject, detail, size, 0, null);
    }

    /**
     * An event with a hash of its bytes, so that runs whose messages or writes differ in content alone differ here; and
     * about which {@code note} knows more for people, asked only when the event is recorded.
     */
    public void event(
            long step,
            long now,
            int machine,
            Kind kind,
            String subject,
            String detail,
            int size,
            long content,
            @Nullable Supplier<String> note) {
        if (step < lastStep) throw new IllegalStateException("step " + step + " after step " + lastStep);
        if (size < 0) throw new IllegalArgumentException("a size is at least 0, not " + size);
        if (machine < RUN || machine + 1 >= names.length) room(machine);
        if (step >= nextStop) stop(step);
        lastStep = step;

        long digest = hash.digest(now, machine, kind, subject, detail, size, content);
        long state = hash.mix(step, digest);
        machineStates[machine + 1] = RollingHash.step(machineStates[machine + 1], digest);
        ring.put(step, now, machine, kind, subject, detail, size, content, state);
        long number = events++;

        if (recording) {
            String more = note == null ? "" : note.get();
            keep(new TraceEvent(
                    number,
                    step,
                    now,
                    machine,
                    name(machine),
                    kind,
                    subject,
                    detail,
                    size,
                    content,
                    hash.value(),
                    more));
        }
    }

    /** The rolling hash so far. */
    public long hash() {
        return hash.value();
    }

    public long events() {
        return events;
    }

    public RunSnapshot snapshot() {
        SortedMap<String, Long> nodes = new TreeMap<>();
        for (int i = 0; i < machineStates.length; i++) {
            if (machineStates[i] != RollingHash.start()) nodes.put(names[i], RollingHash.finish(machineStates[i]));
        }
        return new RunSnapshot(
                hash(),
                events,
                checkpoints.ended(lastStep, hash()),
                Collections.unmodifiableSortedMap(nodes),
                ring.events(events, this::name),
                List.copyOf(watched));
    }

    private void keep(TraceEvent event) {
        if (sink != null) sink.on(event);
        if (watch != null && watch.contains(event.step())) watched.add(new Watched(event, Stacks.here()));
    }

    private void stop(long step) {
        if (step >= nextBoundary) {
            long boundary = step / Checkpoints.EVERY * Checkpoints.EVERY;
            checkpoints.add(boundary, hash.value());
            nextBoundary = boundary + Checkpoints.EVERY;
        }
        recording = sink != null || (watch != null && watch.contains(step));
        long changes = watch == null || step >= watch.to() ? NEVER : step < watch.from() ? watch.from() : watch.to();
        if (step >= breakpoint) {
            breakpoint = NEVER;
            nextStop = Math.min(nextBoundary, changes);
            onBreakpoint.accept(step);
            return;
        }
        nextStop = Math.min(Math.min(nextBoundary, changes), breakpoint);
    }

    private void room(int machine) {
        if (machine < RUN || machine >= MACHINES)
            throw new IllegalArgumentException("a machine's index is −1 to " + (MACHINES - 1) + ", not " + machine);
        int known = names.length;
        if (machine + 1 < known) return;
        int wanted = Math.max(machine + 2, known * 2);
        machineStates = Arrays.copyOf(machineStates, wanted);
        names = Arrays.copyOf(names, wanted);
        Arrays.fill(machineStates, known, wanted, RollingHash.start());
        for (int i = known; i < wanted; i++) names[i] = i == 0 ? "run" : "m" + (i - 1);
    }
}
