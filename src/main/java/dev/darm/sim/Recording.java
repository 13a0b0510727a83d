package dev.darm.sim;

import dev.darm.sim.engine.Observer;
import dev.darm.sim.trace.Kind;
import dev.darm.sim.trace.TraceRecorder;

/** Hands what happens in a run to its recorder. */
final class Recording implements Observer {

    private final TraceRecorder recorder;

    Recording(TraceRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void happened(long step, long now, int machine, Kind kind, Object subject, String detail, int size) {
        recorder.event(step, now, machine, kind, subject.toString(), detail, size);
    }
}
