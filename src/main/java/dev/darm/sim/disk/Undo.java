package dev.darm.sim.disk;

/** Takes the steps that lead back to the state before an operation; they are taken last one first. */
@FunctionalInterface
interface Undo {

    /** For changes that nobody takes back. */
    Undo NEVER = step -> {};

    void add(Runnable step);
}
