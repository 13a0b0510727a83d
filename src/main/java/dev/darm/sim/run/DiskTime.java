package dev.darm.sim.run;

import dev.darm.sim.disk.ModelledDisk;
import dev.darm.sim.engine.Engine;

/** The time of an engine's steps, as a disk asks for it. */
public record DiskTime(Engine engine) implements ModelledDisk.StepTime {

    @Override
    public long now() {
        return engine.localNow();
    }

    @Override
    public long stepStart() {
        return engine.now();
    }

    @Override
    public void spend(long nanos) {
        engine.waitFor(nanos);
    }
}
