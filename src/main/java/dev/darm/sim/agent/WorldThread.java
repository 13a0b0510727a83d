package dev.darm.sim.agent;

import org.jspecify.annotations.Nullable;

/** A thread of a simulated world; of all that a world has, one runs at any time. */
public class WorldThread extends Thread {

    private final Surroundings surroundings;

    public WorldThread(Surroundings surroundings, Runnable work, String name) {
        super(null, work, name, 2L << 20);
        this.surroundings = surroundings;
        setDaemon(true);
    }

    public final Surroundings surroundings() {
        return surroundings;
    }

    /** The world that the calling thread belongs to, or null. */
    public static @Nullable Surroundings here() {
        return Thread.currentThread() instanceof WorldThread thread ? thread.surroundings : null;
    }
}
