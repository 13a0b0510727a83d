package dev.darm.sim.trace;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What kind of thing an event is. The order is that of the trace's format: new kinds go to the end, none is moved. */
public enum Kind {
    /** A message reaches an actor's behaviour. */
    DELIVERY,
    /** A system message of Akka reaches an actor. */
    SYSTEM,
    /** A timer fires. */
    TIMER,
    /** A piece of work that is no delivery runs. */
    TASK,
    /** A message leaves a machine for a link. */
    SEND,
    /** A message comes out of a link. */
    ARRIVAL,
    /** A message is lost on a link, or at a machine that is down. */
    DROP,
    /** An operation of a disk. */
    DISK,
    /** The scenario does something to a machine or a link. */
    FAULT,
    /** A node starts, crashes or stops. */
    NODE,
    /** A checker looked at an invariant. */
    CHECK,
    /** A node logged something. */
    LOG;

    private static final Kind[] ALL = values();

    /** The kind with this ordinal; null for none. */
    static @Nullable Kind at(int ordinal) {
        return ordinal >= 0 && ordinal < ALL.length ? ALL[ordinal] : null;
    }

    /** The name for people and for options: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
