package dev.darm.sim.net;

import dev.darm.sim.engine.Engine;
import dev.darm.sim.engine.Machine;

/** Brings what one machine sends to another, or loses it. */
@FunctionalInterface
public interface Wire {

    /** What is carried; each has an order of its own. */
    enum Lane {
        /** Messages between actors, as over Artery. */
        MESSAGES,
        /** Bytes of connections, as over TCP. */
        STREAMS
    }

    /** What becomes of it; one of the two is called once, between steps, at the moment at which it happens. */
    interface Delivery {
        void arrived();

        void lost();
    }

    /** Hands over {@code bytes} bytes at {@code now}; what goes over one lane in one direction arrives in its order. */
    void carry(Machine from, Machine to, long now, int bytes, Lane lane, Delivery delivery);

    /** A perfect wire with the latency {@code nanos}. */
    static Wire perfect(Engine engine, long nanos) {
        return (from, to, now, bytes, lane, delivery) -> engine.at(now + nanos, delivery::arrived);
    }
}
