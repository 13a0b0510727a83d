package dev.darm.sim.agent;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Takes the place of {@link ThreadLocalRandom} wherever a class names it: draws from the machine that runs the current step,
 * and outside a world from the JDK's own. (The JDK's adds the number of the thread to its state at each draw, and its class
 * initialisers draw from it too.)
 */
public final class WorldRandom extends Random {
    private static final long serialVersionUID = 1L;

    private static final WorldRandom ONE = new WorldRandom();

    private WorldRandom() {
        super(0);
    }

    public static WorldRandom current() {
        return ONE;
    }

    @Override
    protected int next(int bits) {
        return (int) (draw() >>> (64 - bits));
    }

    @Override
    public long nextLong() {
        return draw();
    }

    @Override
    public void setSeed(long seed) {}

    private static long draw() {
        Surroundings here = WorldThread.here();
        return here == null ? ThreadLocalRandom.current().nextLong() : here.nextSeed();
    }
}
