package dev.darm.sim.run;

import dev.darm.sim.engine.Machine;
import dev.darm.sim.engine.Observer;
import dev.darm.sim.trace.Kind;
import dev.darm.sim.trace.TraceRecorder;

/** Writes down what happens in a run. */
final class Recording implements Observer {

    /** Hears of an actor that starts anew. */
    interface Restarts {
        void restarted(Machine machine, Object actor, Throwable cause);
    }

    private final TraceRecorder recorder;
    private final RunOptions.Logs logs;
    private Restarts restarts = (machine, actor, cause) -> {};

    Recording(TraceRecorder recorder, RunOptions.Logs logs) {
        this.recorder = recorder;
        this.logs = logs;
    }

    void restarts(Restarts listener) {
        restarts = listener;
    }

    @Override
    public void happened(long atStep, long now, int machine, Kind kind, Object subject, String detail, int size) {
        recorder.event(atStep, now, machine, kind, subject.toString(), detail, size);
    }

    @Override
    public void restarted(long now, Machine machine, Object actor, Throwable cause) {
        restarts.restarted(machine, actor, cause);
    }

    @Override
    public void logged(long now, Machine machine, String level, String logger, String message) {
        logs.line(now, machine.name(), level, logger, message);
    }
}
