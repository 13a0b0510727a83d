package dev.darm.sim.engine;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks, in real time, whether a step takes longer than it should: an endless loop or a call that waits for the real world. */
final class Watchdog {

    /** While an incarnation starts, the JVM loads thousands of classes: so many times as long. */
    private static final long PATIENCE_WITH_A_START = 24;

    private static final long STEPS_OF_A_START = 5_000;

    /** A step may stand still as long as whoever debugs it looks at it. */
    private static final boolean DEBUGGED = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .anyMatch(option -> option.contains("jdwp"));

    private final Engine engine;
    private final Duration longest;
    private final Thread watched = new Thread(this::watch, "darm-sim-watchdog");
    private volatile boolean running;
    private volatile boolean ended;

    /**
     * Steps begun and ended: odd while one runs. Written before and after each step, so without the fences of a volatile
     * field, which cost more than the rest of the bookkeeping; the watch may see it late, which it can bear.
     */
    private final AtomicLong turns = new AtomicLong();

    private long turn;
    private @Nullable Machine machine;
    private @Nullable Object actor;
    private @Nullable Thread worker;
    private boolean started;

    Watchdog(Engine engine, Duration longest) {
        this.engine = engine;
        this.longest = longest;
        watched.setDaemon(true);
    }

    void start() {
        if (DEBUGGED) return;
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
        turns.lazySet(++turn);
    }

    void begin(Machine of) {
        worker = Thread.currentThread();
        actor = null;
        machine = of;
        turns.lazySet(++turn);
    }

    /** The step is a delivery to {@code path}. */
    void at(Object path) {
        actor = path;
    }

    @Nullable
    Object actor() {
        return actor;
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
            long count = turns.get();
            Machine at = machine;
            if (!running || at == null || count % 2 == 0 || count != seen) {
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
