/**
 * The simulator: whole DARM nodes, with the unmodified Akka Cluster, Sharding, Distributed Data and Persistence, or any
 * actors of a user's own, in one JVM in virtual time, so that a run replays bit for bit from its seed.
 *
 * <p>Words. A <em>run</em> is a scenario with a seed. A <em>machine</em> is what a node runs on: virtual cores, a disk, a
 * clock, a power state; it outlives the node's <em>incarnations</em>, each of which is one {@code ActorSystem} from its
 * start to its crash or stop. A <em>step</em> is one piece of work of one machine: a delivery, a timer, a task. A
 * <em>link</em> is one direction between two machines. A <em>fault</em> is something that the scenario does to a machine or
 * a link. An <em>invariant</em> is what a checker watches.
 *
 * <p>Invariants of the simulator itself: one thread runs at any time; the order of steps follows from the seed alone; no
 * clock, generator, thread or socket of the real machine reaches a step.
 */
@NullMarked
package dev.darm.sim;

import org.jspecify.annotations.NullMarked;
