package dev.darm.sim.scenario;

import java.time.Duration;

/**
 * A piece of work and when it is done.
 *
 * @param at since the start of the run
 */
public record TimedWork(Duration at, Work work) {

    /** One line. */
    public String text() {
        return Durations.text(at) + " " + work.text();
    }
}
