/**
 * A run: the machines of a scenario with their nodes, disks, clocks and links, what happens to them, and what they are
 * asked to do.
 *
 * <p>{@link dev.darm.sim.run.SimWorld} is the {@link dev.darm.world.World} of a simulated node, and {@link
 * dev.darm.sim.run.SimulatedNode} the life of a DARM node on a machine: started as the service manager would start it, and
 * started again when it ends.
 */
@NullMarked
package dev.darm.sim.run;

import org.jspecify.annotations.NullMarked;
