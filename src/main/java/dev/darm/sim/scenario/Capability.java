package dev.darm.sim.scenario;

import java.util.Locale;

/** What a machine must have for a fault to mean anything on it. */
public enum Capability {
    /** Work takes time, so that it can take longer. */
    CPU,
    /** A clock of its own, which can be wrong. */
    CLOCK,
    /** A disk that can fail. A machine with {@code disk = none} has none. */
    DISK,
    /** A supply that can be cut: mains without a battery, or a battery or sun that runs out. */
    POWER;

    /** As files write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
