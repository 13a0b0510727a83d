package dev.darm.sim.scenario;

import java.time.Duration;

/**
 * A fault and when it begins.
 *
 * @param at since the start of the run
 */
public record TimedFault(Duration at, Fault fault) {

    /** When it ends by itself; {@link Fault#ALWAYS} when it does not. */
    public Duration end() {
        return fault.lasting().equals(Fault.ALWAYS) ? Fault.ALWAYS : at.plus(fault.lasting());
    }

    /** Whether it has begun and not ended at {@code time}. */
    public boolean activeAt(Duration time) {
        return at.compareTo(time) <= 0 && end().compareTo(time) > 0;
    }

    TimedFault with(Fault other) {
        return new TimedFault(at, other);
    }

    /** One line: {@code 10m crash n3 for 12s}. */
    public String text() {
        return Durations.text(at) + " " + fault.text();
    }
}
