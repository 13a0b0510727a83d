package dev.darm.sim.run;

import dev.darm.sim.clock.MachineClock;
import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;
import java.time.Instant;

/** The clocks of a machine that a scenario may set wrong. */
public final class MachineTime implements Machine.Clock {

    private final MachineClock clock = new MachineClock(Instant.ofEpochSecond(Engine.EPOCH_SECONDS), 0, 0);

    public MachineClock clock() {
        return clock;
    }

    @Override
    public long monotonic(long now) {
        return clock.monotonic(now);
    }

    @Override
    public long wall(long now) {
        Instant wall = clock.wall(now);
        return wall.getEpochSecond() * 1_000_000_000L + wall.getNano();
    }

    @Override
    public long due(long now, long delay) {
        return clock.instantOf(clock.monotonic(now) + delay);
    }
}
