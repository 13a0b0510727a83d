package dev.darm.sim.net;

import dev.darm.sim.engine.Machine;

/** Says when what one machine sends reaches another. */
@FunctionalInterface
public interface Wire {

    /** What is carried; each has an order of its own. */
    enum Lane {
        /** Messages between actors, as over Artery. */
        MESSAGES,
        /** Bytes of connections, as over TCP. */
        STREAMS
    }

    /**
     * Hands over {@code bytes} bytes at {@code now}.
     *
     * @return the moment at which they arrive, not before any handed over earlier on the lane, or {@link #LOST}
     */
    long carry(Machine from, Machine to, long now, int bytes, Lane lane);

    /** They never arrive. */
    long LOST = -1;

    /** A perfect wire with the latency {@code nanos}. */
    static Wire perfect(long nanos) {
        return (from, to, now, bytes, lane) -> now + nanos;
    }
}
