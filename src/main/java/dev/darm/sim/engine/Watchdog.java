package dev.darm.sim.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks, in real time, whether a step takes longer than it should: an endless loop or a call that waits for the real world. */
final class Watchdog {

    /** While an incarnation starts, the JVM loads thousands of classes: so many times as long. */
    private static final long PATIENCE_WITH_A_START = 24;

    private static final long STEPS_OF_A_START = 5_000;

    private final Engine engine;
    private final Duration longest;
    private final Thread watched = new Thread(this::watch, "darm-sim-watchdog");
    private volatile boolean running;
    private volatile boolean ended;
    private volatile long begun;
    private volatile @Nullable Machine machine;
    private volatile @Nullable Object actor;
    private volatile @Nullable Thread worker;
    private boolean started;

    Watchdog(Engine engine, Duration longest) {
        this.engine = engine;
        this.longest = longest;
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
        actor = null;
        machine = of;
    }

    /** The step is a delivery to {@code path}. */
    void at(Object path) {
        actor = path;
    }

    void close() {
        ended = true;
        LockSupport.unpark(watched);
    }

    private void watch() {
        long seen = -1;
        long since = System.nanoTime();
        long pause = Math.max(1_000_000, longest.toNanos() / 10);
        while (!ended) {
            LockSupport.parkNanos(this, running ? pause : Long.MAX_VALUE);
            Machine at = machine;
            long count = begun;
            if (!running || at == null || count != seen) {
                seen = count;
                since = System.nanoTime();
                continue;
            }
            long limit = longest.toNanos() * (at.steps() < STEPS_OF_A_START ? PATIENCE_WITH_A_START : 1);
            if (System.nanoTime() - since > limit) {
                bark(at, limit);
                return;
            }
        }
    }

    private void bark(Machine at, long limit) {
        StringBuilder stack = new StringBuilder();
        Thread stuck = worker;
        if (stuck != null)
            for (StackTraceElement frame : stuck.getStackTrace())
                stack.append("\n    at ").append(frame);
        Object whom = actor;
        SimulationFailed slow =
                new SimulationFailed("a step of %s%s takes more than %d ms of real time (step %d, seed %d):%s"
                        .formatted(
                                at,
                                whom == null ? "" : ", a delivery to " + whom + ",",
                                TimeUnit.NANOSECONDS.toMillis(limit),
                                engine.steps(),
                                engine.options().seed().seed(),
                                stack));
        System.err.println("darm: " + slow.getMessage());
        engine.abandon(slow);
    }
}
