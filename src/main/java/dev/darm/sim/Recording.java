package dev.darm.sim;

import dev.darm.sim.engine.Observer;
import dev.darm.sim.trace.TraceRecorder;

/** Hands what happens in a run to its recorder. */
final class Recording implements Observer {

    private static final dev.darm.sim.trace.Kind[] KINDS = new dev.darm.sim.trace.Kind[Kind.values().length];

    static {
        for (Kind kind : Kind.values()) KINDS[kind.ordinal()] = dev.darm.sim.trace.Kind.valueOf(kind.name());
    }

    private final TraceRecorder recorder;

    Recording(TraceRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void happened(long step, long now, int machine, Kind kind, Object subject, String detail, int size) {
        recorder.event(step, now, machine, KINDS[kind.ordinal()], subject.toString(), detail, size);
    }
}
