/**
 * The seam between DARM and the world it runs in.
 *
 * <p>One {@link dev.darm.world.World} per {@code ActorSystem} supplies everything that differs between a real fleet and
 * the simulator: the clock, randomness, ids, the disk, the folder of an index and the calls to other servers. Mission
 * code asks the world for these and never the JVM: no {@code Instant.now}, {@code Math.random}, {@code UUID.randomUUID},
 * {@code Thread} or file access anywhere else.
 *
 * <p>What takes a core some time says so by {@link dev.darm.world.Effort}, which does nothing on a real machine.
 *
 * <p>The package also holds the vocabulary of <em>core and shell</em>: a core is plain Java whose
 * {@code on(message, now)} returns a list of {@link dev.darm.world.Effect}; the actor around it carries them out in
 * order, and nothing after a {@link dev.darm.world.Effect.Persist} leaves before it is durable.
 *
 * <p>Read first: {@link dev.darm.world.World}, then {@link dev.darm.world.Effect}.
 */
@NullMarked
package dev.darm.world;

import org.jspecify.annotations.NullMarked;
