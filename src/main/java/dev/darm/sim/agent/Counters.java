package dev.darm.sim.agent;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The counters and generators that a class keeps for the whole JVM, such as those that number Akka's stream supervisors
 * and Scala's global generator. A run begins with each as at first, so that it does not matter what the JVM ran before.
 */
public final class Counters {

    private record Counter(WeakReference<Object> counter, long first) {}

    private static final StackWalker STACK = StackWalker.getInstance();
    private static long seed;

    private static final List<Counter> COUNTERS = new ArrayList<>();

    private Counters() {}

    /** Called where a class makes a counter while it is initialised. */
    public static AtomicLong made(AtomicLong counter) {
        keep(counter, counter.get());
        return counter;
    }

    /** Called where a class makes a counter while it is initialised. */
    public static AtomicInteger made(AtomicInteger counter) {
        keep(counter, counter.get());
        return counter;
    }

    /** Called where a generator without a seed of its own was made. */
    public static Random made(Random random) {
        Surroundings here = WorldThread.here();
        if (STACK.walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("<clinit>")))) {
            keep(random, 0);
            random.setSeed(seed);
        } else if (here != null) random.setSeed(here.nextSeed());
        return random;
    }

    private static synchronized void keep(Object counter, long first) {
        COUNTERS.removeIf(known -> known.counter().get() == null);
        COUNTERS.add(new Counter(new WeakReference<>(counter), first));
    }

    /** Sets all back to their first values, and the generators to {@code seed}. */
    public static synchronized void reset(long seed) {
        Counters.seed = seed;
        for (Counter known : COUNTERS) {
            switch (known.counter().get()) {
                case AtomicLong counter -> counter.set(known.first());
                case AtomicInteger counter -> counter.set((int) known.first());
                case Random random -> random.setSeed(seed);
                case null, default -> {}
            }
        }
    }
}
