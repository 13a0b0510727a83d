package dev.darm.sim.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks, in real time, whether a step takes longer than it should: an endless loop or a call that waits for the real world. */
final class Watchdog {

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** While an incarnation starts, the JVM loads thousands of classes. */
    private static final long MOST_NANOS_OF_A_START = TimeUnit.SECONDS.toNanos(120);

    private static final long STEPS_OF_A_START = 5_000;

    private final Engine engine;
    private final Thread watched = new Thread(this::watch, "darm-sim-watchdog");
    private volatile boolean running;
    private volatile boolean ended;
    private volatile long begun;
    private volatile @Nullable Machine machine;
    private volatile @Nullable Thread worker;
    private boolean started;

    Watchdog(Engine engine) {
        this.engine = engine;
        watched.setDaemon(true);
    }

    void start() {
        running = true;
        if (started) LockSupport.unpark(watched);
        else {
            started = true;
            watched.start();
        }
    }

    void stop() {
        running = false;
    }

    void end() {
        machine = null;
        begun++;
    }

    void begin(long step, Machine of) {
        worker = Thread.currentThread();
        machine = of;
    }

    void close() {
        ended = true;
        LockSupport.unpark(watched);
    }

    private void watch() {
        long seen = -1;
        long since = System.nanoTime();
        while (!ended) {
            LockSupport.parkNanos(this, running ? TimeUnit.MILLISECONDS.toNanos(500) : Long.MAX_VALUE);
            Machine at = machine;
            long count = begun;
            if (!running || at == null || count != seen) {
                seen = count;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > (at.steps() < STEPS_OF_A_START ? MOST_NANOS_OF_A_START : MOST_NANOS)) {
                bark(at);
                return;
            }
        }
    }

    private void bark(Machine at) {
        StringBuilder stack = new StringBuilder();
        Thread stuck = worker;
        if (stuck != null)
            for (StackTraceElement frame : stuck.getStackTrace()) stack.append("\n    at ").append(frame);
        SimulationFailed slow = new SimulationFailed("a step of %s takes more than %d s of real time (step %d, seed %d):%s"
                .formatted(
                        at,
                        TimeUnit.NANOSECONDS.toSeconds(MOST_NANOS),
                        engine.steps(),
                        engine.options().seed().seed(),
                        stack));
        System.err.println("darm: " + slow.getMessage());
        engine.fail(slow);
    }
}
