package dev.darm.sim.disk;

/** The time of a run, by hand. */
final class RunClock implements ModelledDisk.StepTime {

    private long now;
    private long stepStart;

    /** A step begins. */
    void step(long at) {
        now = at;
        stepStart = at;
    }

    /** The running step is that far; another core of the machine may have begun its step later and be less far. */
    void at(long instant) {
        now = instant;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public long stepStart() {
        return stepStart;
    }

    @Override
    public void spend(long nanos) {
        now += nanos;
    }
}
