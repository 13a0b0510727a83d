/**
 * The network of a simulated fleet: how long a message takes from one machine to another, and whether it gets there.
 *
 * <p>Words. An {@link dev.darm.sim.link.Uplink} is one attachment: of a machine to its site, or of a site to the world; it
 * has an upward and a downward {@link dev.darm.sim.link.Hop}, each with a queue that all traffic over it shares. A
 * {@link dev.darm.sim.link.LinkProfile} holds the figures of an uplink and comes from {@code hardware/uplinks/*.conf}. A
 * {@link dev.darm.sim.link.Route} is the hops from one machine to another: up and down over the attachments of two machines
 * of a site, and between sites over the uplinks of both. A {@link dev.darm.sim.link.Link} is one direction between two
 * machines: a path and what the scenario does to it. A <em>lane</em> is one connection of a link. The
 * {@link dev.darm.sim.link.Network} makes links when they are first asked for and carries faults to them.
 *
 * <p>Invariants. Everything is driven by an explicit instant in virtual nanoseconds; a link without traffic costs no event
 * and no work. What a slot, an outage or a flap is at an instant is a function of the seed and that instant alone, so that
 * it does not matter how often or in which order anybody asks. Each link draws from a seed of its own: traffic on one link
 * changes another only through a queue that both share. Nothing arrives earlier than the least latency of its route, and
 * nothing arrives across a cut.
 *
 * <p>Read {@link dev.darm.sim.link.Link} first.
 */
@NullMarked
package dev.darm.sim.link;

import org.jspecify.annotations.NullMarked;
