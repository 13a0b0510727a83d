/**
 * Load-time redirection: while a class is loaded, its calls to the machine's clock, entropy, threads and sockets, and its
 * blocking waits, are pointed at {@link dev.darm.sim.agent.Seam}, which asks the simulated {@link
 * dev.darm.sim.agent.Surroundings} when the caller runs on a {@link dev.darm.sim.agent.WorldThread} and the JDK otherwise.
 *
 * <p>A jar of its own (classifier {@code agent}), started by {@code ./darm sim} and by the tests' command line; a node in
 * production never has it. Classes of the JDK are left alone.
 *
 * <p>Read first: {@link dev.darm.sim.agent.Seam}, then {@link dev.darm.sim.agent.Weaver}.
 */
@NullMarked
package dev.darm.sim.agent;

import org.jspecify.annotations.NullMarked;
