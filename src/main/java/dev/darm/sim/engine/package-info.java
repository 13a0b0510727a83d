/**
 * The engine of the simulator: one ready list, one clock, one thread at a time.
 *
 * <p>A {@link dev.darm.sim.engine.Machine} has virtual cores and a list of work that is ready. The {@link
 * dev.darm.sim.engine.Engine} picks a machine that has both, and one piece of its work, by the seed, and runs it: a
 * <em>step</em>. A step is atomic; the virtual time that it takes is what it <em>spends</em>, by the cost of a delivery and
 * of declared work on that device, and by waiting for the disk. What it hands out becomes visible when that time is over.
 * When nothing is ready, the clock jumps to the next event of the {@link dev.darm.sim.engine.Agenda}.
 *
 * <p>Akka comes in through its own doors: {@link dev.darm.sim.engine.MachineExecutors} is the executor of every dispatcher
 * and {@link dev.darm.sim.engine.MachineScheduler} the scheduler, both named in the configuration. A call that blocks
 * passes the <em>baton</em> to another thread, which goes on with the loop until what the first waits for has happened.
 *
 * <p>Read first: {@link dev.darm.sim.engine.Engine}.
 */
@NullMarked
package dev.darm.sim.engine;

import org.jspecify.annotations.NullMarked;
