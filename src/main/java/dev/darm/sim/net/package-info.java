/**
 * What lies between simulated nodes, for Akka: a {@code RemoteTransport} in place of Artery's, and the TCP manager of Akka
 * I/O, on which Akka HTTP, Akka Management and Cluster Bootstrap run unmodified. Both hand their bytes to a {@link
 * dev.darm.sim.net.Wire}, which says when they arrive.
 *
 * <p>Every message is serialised by the sender's serializer and read by the receiver's, so what a node sends is what a
 * fleet would send.
 */
@NullMarked
package dev.darm.sim.net;

import org.jspecify.annotations.NullMarked;
