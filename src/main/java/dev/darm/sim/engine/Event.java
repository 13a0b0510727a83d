package dev.darm.sim.engine;

/** Something that happens at a moment of virtual time. */
abstract class Event {

    /** Nanoseconds since the start of the run. */
    long time;

    /** Which of several at one moment goes first: the one that was planned first. */
    long sequence;

    /** Its place in the agenda; -1 when it is not there. */
    int index = -1;

    abstract void happen();
}
