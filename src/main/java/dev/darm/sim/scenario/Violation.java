package dev.darm.sim.scenario;

import java.time.Duration;

/**
 * An invariant that did not hold.
 *
 * @param invariant its name
 * @param at when it was seen, since the start of the run
 * @param message what was seen
 */
public record Violation(String invariant, Duration at, String message) {}
