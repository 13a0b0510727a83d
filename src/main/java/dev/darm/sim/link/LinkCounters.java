package dev.darm.sim.link;

/**
 * What one link has done.
 *
 * @param messages messages offered
 * @param bytes bytes offered, those of a stream that are doubled on the way counted again
 * @param lost messages that will not arrive
 * @param duplicated datagrams that arrive twice, and messages of streams that cross the link twice
 * @param resent attempts beyond the first, of streams
 * @param held messages held by a cut or a clog, counted each time
 * @param broken connections broken
 * @param queueBytesMax the most bytes that waited at one hop just after a message of this link had joined
 */
public record LinkCounters(
        long messages,
        long bytes,
        long lost,
        long duplicated,
        long resent,
        long held,
        long broken,
        long queueBytesMax) {}
