package dev.darm.sim.engine;

import org.jspecify.annotations.Nullable;

/** Hears what happens in a run; what it hears depends on the seed alone, and it must not change anything. */
public interface Observer {

    /** What a step or event was. */
    enum Kind {
        DELIVERY,
        SYSTEM,
        TIMER,
        TASK,
        SEND,
        ARRIVAL,
        DROP,
        DISK,
        FAULT,
        NODE,
        CHECK,
        LOG
    }

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

    /** A step begins; called before its work runs. */
    default void stepping(long step, long now, @Nullable Machine machine) {}
}
