package dev.darm.sim.agent;

import dev.darm.world.Effort;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** What a simulated world gives to the code that runs in it, in place of what the JDK would. */
public interface Surroundings {

    /** The monotonic clock of the machine that runs the current step, in nanoseconds. */
    long nanoTime();

    /** The wall clock of the machine that runs the current step: nanoseconds since 1970 UTC. */
    long wallNanos();

    /** The next seed of the machine that runs the current step. */
    long nextSeed();

    /**
     * Lets other steps run until {@code done} holds or {@code timeoutNanos} of virtual time have passed.
     *
     * @return whether {@code done} holds
     */
    boolean await(BooleanSupplier done, long timeoutNanos);

    /** Runs what it is given as work of the machine that runs the current step. */
    Executor executor();

    /** Does {@code work} as a step of the same machine after {@code nanos} of virtual time, if it has not crashed by then. */
    void later(long nanos, Runnable work);

    /** How many cores the machine that runs the current step has. */
    int cores();

    /** The current step declares {@code amount} of work, which occupies a core of its machine. */
    void spend(Effort effort, long amount);

    /** {@code what} would have left the world; fails the run with the stack of the caller. */
    RuntimeException leak(String what);

    /** An actor is about to be given a message: the {@code akka.actor.ActorCell} and its {@code Envelope}. */
    void delivering(Object cell, Object envelope);

    /** An actor is about to be given system messages, the head of a list: its cell and {@code SystemMessage}. */
    void signalling(Object cell, Object message);

    /** An actor's failure makes it start anew: its cell and the cause. */
    void restarting(Object cell, Throwable cause);
}
