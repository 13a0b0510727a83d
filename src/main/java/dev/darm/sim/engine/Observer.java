package dev.darm.sim.engine;

import dev.darm.sim.trace.Kind;

/** Hears what happens in a run; what it hears depends on the seed alone, and it must not change anything. */
public interface Observer {

    /**
     * Something happened.
     *
     * @param machine its index, -1 for the run itself
     * @param subject what it happened to, such as an actor; its text is its {@code toString}, to be asked for only if needed
     * @param detail such as the class of a message
     */
    void happened(long step, long now, int machine, Kind kind, Object subject, String detail, int size);

    /** An actor of {@code machine} starts anew after a failure. */
    default void restarted(long now, Machine machine, Object actor, Throwable cause) {}

    /** {@code machine} logged a line; {@code level} as in SLF4J. */
    default void logged(long now, Machine machine, String level, String logger, String message) {}
}
