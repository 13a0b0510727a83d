/**
 * Bugs that are planted in DARM's code while it is loaded, to see that the simulator finds them. The code itself has no
 * places for them: {@link dev.darm.sim.mutation.Mutations} rewrites one method's body for each {@link
 * dev.darm.sim.mutation.Mutation}, in a JVM of its own, and {@link dev.darm.sim.mutation.Hunt} looks for the first seed
 * that shows it.
 */
@NullMarked
package dev.darm.sim.mutation;

import org.jspecify.annotations.NullMarked;
