/**
 * The clocks of simulated machines. Virtual time is the truth that only the simulator knows; a machine sees a wall clock
 * that may be off, drift and jump, and a monotonic clock that drifts with it and never jumps.
 *
 * <p>Invariants: a monotonic clock never goes back; what a clock shows is a function of the virtual instant and of the
 * changes made before it; everything is whole nanoseconds, so that it is the same on every processor.
 */
@NullMarked
package dev.darm.sim.clock;

import org.jspecify.annotations.NullMarked;
