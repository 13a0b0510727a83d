package dev.darm.sim.engine;

import akka.actor.ActorCell;
import akka.dispatch.Envelope;
import akka.dispatch.sysmsg.Create;
import dev.darm.sim.Seeds;
import dev.darm.sim.agent.Counters;
import dev.darm.sim.agent.Surroundings;
import dev.darm.sim.trace.Kind;
import dev.darm.world.Effort;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs the machines of one run in virtual time.
 *
 * <p>The thread that makes an engine is its <em>controller</em>: it holds the baton whenever the run stands still, and
 * every public method but those of {@link Surroundings} is for it, or for a step or event of the run.
 */
public final class Engine implements Surroundings {

    /** How the next piece of work is chosen among those that are ready. */
    public enum Order {
        /** By the seed: another seed explores another interleaving. */
        RANDOM,
        /** The oldest of a machine, one machine after the other. */
        FIFO;

        /** As files and commands write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param seed of everything
     * @param burst how many steps of one machine may run before another is chosen, at least 1; more is faster, for the
     *     machine's memory stays in the cache
     * @param longestStep of real time that a step may take before the run fails; while a node starts and the JVM loads
     *     its classes, 24 times as much
     */
    public record Options(Seeds seed, Order order, int burst, Duration longestStep) {

        /** Longer than any step that only computes. */
        public static final Duration LONGEST_STEP = Duration.ofSeconds(5);

        public Options {
            if (burst < 1) throw new IllegalArgumentException("a burst of at least 1, not " + burst);
            if (longestStep.toMillis() < 1)
                throw new IllegalArgumentException("a longest step of at least 1 ms, not " + longestStep);
        }

        public Options(Seeds seed, Order order, int burst) {
            this(seed, order, burst, LONGEST_STEP);
        }

        public static Options of(long seed) {
            return new Options(new Seeds(seed), Order.RANDOM, 1);
        }
    }

    /** When the run's clock starts: 2026-01-01T00:00:00Z. */
    public static final long EPOCH_SECONDS = 1_767_225_600L;

    private static final Machine.Clock TRUE_CLOCK = new Machine.Clock() {
        @Override
        public long monotonic(long now) {
            return now;
        }

        @Override
        public long wall(long now) {
            return EPOCH_SECONDS * 1_000_000_000L + now;
        }
    };

    private final Options options;
    private final Observer observer;
    private final RandomGenerator picks;
    private final Agenda agenda = new Agenda();
    private final List<Machine> machines = new ArrayList<>();
    private final Turns turns;

    private final Loop.Baton baton = new Loop.Baton(Thread.currentThread());
    private final ArrayDeque<Loop> idle = new ArrayDeque<>();
    private final ArrayList<Waiter> waiters = new ArrayList<>();

    /** Threads that wait in a call of a machine that crashed meanwhile. */
    private final ArrayList<Loop> stuck = new ArrayList<>();

    private volatile boolean closed;
    private final ArrayDeque<Over> spareOvers = new ArrayDeque<>();
    private final Watchdog watchdog;
    private Thread controller = Thread.currentThread();
    private int threads;

    private long now;
    private long steps;
    private long until;
    private @Nullable BooleanSupplier enough;
    private volatile @Nullable Throwable failure;

    /** A thread that blocked in a step, and what it waits for. */
    private static final class Waiter {
        final Loop thread;
        final Machine machine;
        final int incarnation;
        final BooleanSupplier done;
        final long deadline;

        Waiter(Loop thread, Machine machine, BooleanSupplier done, long deadline) {
            this.thread = thread;
            this.machine = machine;
            this.incarnation = machine.incarnation();
            this.done = done;
            this.deadline = deadline;
        }
    }

    public Engine(Options options, Observer observer) {
        this.options = options;
        this.observer = observer;
        this.picks = options.seed().of("picks").generator();
        this.turns = new Turns(options.order(), options.burst(), picks);
        this.watchdog = new Watchdog(this, options.longestStep());
        Counters.reset(options.seed().of("jvm").seed());
    }

    // ---- for the controller

    /** A new machine, not yet started; the order in which machines are made is part of the run. */
    public Machine machine(String name, DeviceCosts costs) {
        Machine machine = new Machine(
                this, name, machines.size(), options.seed().of("machine").of(name), costs, TRUE_CLOCK);
        machines.add(machine);
        return machine;
    }

    public List<Machine> machines() {
        return machines;
    }

    /** Runs until the moment {@code time}, in nanoseconds since the start, and everything that happens by then. */
    public void runUntil(long time) {
        runUntil(() -> false, time);
    }

    /**
     * Runs until {@code enough} holds, looked at after each step, or the moment {@code time}.
     *
     * @return whether it holds
     */
    public boolean runUntil(BooleanSupplier enough, long time) {
        requireBaton("running the engine");
        if (Thread.currentThread() instanceof Loop) throw new IllegalStateException("the engine runs already");
        controller = Thread.currentThread();
        this.until = Math.max(now, time);
        this.enough = enough;
        boolean held = enough.getAsBoolean();
        if (!held) {
            watchdog.start();
            baton.pass(nextLoop());
            baton.awaitTurn();
            held = enough.getAsBoolean();
        }
        Throwable cause = failure;
        if (cause instanceof SimulationFailed failed) throw failed;
        if (cause != null) throw new SimulationFailed("a step failed: " + cause, cause);
        return held;
    }

    /** Does {@code work} as a step of {@code machine} now, and returns what it gave. */
    public <T> T on(Machine machine, Callable<T> work) {
        Object[] result = new Object[2];
        int incarnation = machine.incarnation();
        machine.submit(incarnation, () -> {
            try {
                result[1] = work.call();
                result[0] = true;
            } catch (Exception e) {
                throw new SimulationFailed("on " + machine + ": " + e, e);
            }
        });
        if (!runUntil(() -> result[0] != null, Long.MAX_VALUE))
            throw new SimulationFailed(machine + " did not come to it: it is down, frozen or has no free core");
        @SuppressWarnings("unchecked")
        T value = (T) result[1];
        return value;
    }

    /** Plans {@code happening} for the moment {@code time}, or now when that is past. */
    public void at(long time, Runnable happening) {
        agenda.add(Math.max(time, now), new Event() {
            @Override
            void happen() {
                happening.run();
            }
        });
    }

    /** Nanoseconds since the start. */
    public long now() {
        return now;
    }

    public long steps() {
        return steps;
    }

    /** Ends the run with {@code cause}: the controller gets it. */
    public void fail(Throwable cause) {
        if (failure == null && !closed) failure = cause;
    }

    public Options options() {
        return options;
    }

    /**
     * Ends what the engine holds of the real machine. No more steps run, and steps that wait in a call are unwound: as a
     * thread keeps what is on its stack, and so the whole run, its end is waited for.
     */
    public void close() {
        if (Thread.currentThread() instanceof Loop) throw new IllegalStateException("closed by a step of its own");
        closed = true;
        watchdog.close();
        baton.close();
        for (Loop loop : idle) loop.wake();
        idle.clear();
        for (Waiter waiter : waiters) stuck.add(waiter.thread);
        waiters.clear();
        stuck.forEach(Loop::end);
        stuck.clear();
    }

    /** Ends the run although a step goes on: its thread does not matter any more. */
    void abandon(Throwable cause) {
        fail(cause);
        baton.pass(controller);
    }

    // ---- for steps

    /** The virtual time of the running step: the run's, and what the step has spent. */
    public long localNow() {
        Machine.Step step = currentStep();
        return step == null ? now : step.start + step.spent();
    }

    /** Declares work that occupies a core for {@code nanos} on a healthy machine of this kind. */
    public void compute(long nanos) {
        Machine.Step step = currentStep();
        if (step != null && step.machine != null) step.cpu += step.machine.taken(nanos);
    }

    @Override
    public void spend(Effort effort, long amount) {
        Machine machine = currentMachine();
        if (machine != null) compute(machine.costs().nanos(effort, amount));
    }

    /** Declares that the step waits {@code nanos} for a device, which leaves its core to others. */
    public void waitFor(long nanos) {
        Machine.Step step = currentStep();
        if (step != null) step.waiting += nanos;
    }

    Agenda agenda() {
        return agenda;
    }

    Loop.Baton baton() {
        return baton;
    }

    /** The machine that runs the current step, or null. */
    public @Nullable Machine currentMachine() {
        Machine.Step step = currentStep();
        return step == null ? null : step.machine;
    }

    /** The path of the actor that receives in the current step, or null. */
    public @Nullable Object currentActor() {
        return currentStep() == null ? null : watchdog.actor();
    }

    Machine.@Nullable Step currentStep() {
        return Thread.currentThread() instanceof Loop loop && loop.inStep ? loop.step : null;
    }

    void requireBaton(String what) {
        if (!baton.held()) throw leak(what + " from a thread that is not of this world");
    }

    public void happened(@Nullable Machine machine, Kind kind, Object subject, String detail, int size) {
        if (!closed)
            observer.happened(steps, localNow(), machine == null ? -1 : machine.index(), kind, subject, detail, size);
    }

    /** The machine that runs the current step logs a line. */
    public void logged(String level, String logger, String message) {
        Machine machine = currentMachine();
        if (machine != null && !closed) observer.logged(localNow(), machine, level, logger, message);
    }

    // ---- the loop

    void refresh(Machine machine) {
        turns.refresh(machine);
    }

    /** Goes on until the engine is closed. */
    void loop(Loop me) {
        while (baton.held()) {
            if (!waiters.isEmpty() && resumeOne(me)) continue;
            BooleanSupplier stop = enough;
            if (failure != null || stop != null && stop.getAsBoolean()) {
                rest(me);
                continue;
            }
            if (turns.any()) {
                step(me, turns.next());
                continue;
            }
            Event next = agenda.first();
            if (next == null || next.time > until) {
                if (until != Long.MAX_VALUE) now = Math.max(now, until);
                rest(me);
                continue;
            }
            agenda.take();
            now = next.time;
            try {
                next.happen();
            } catch (Throwable e) {
                fail(e);
            }
        }
    }

    private void rest(Loop me) {
        idle.push(me);
        watchdog.stop();
        baton.pass(controller);
        baton.awaitTurnOrEnd();
    }

    private void step(Loop me, Machine machine) {
        Runnable work = options.order() == Order.FIFO ? machine.ready.takeOldest() : machine.ready.takeAny(picks);
        steps++;
        Machine.Step step = me.step;
        step.begin(machine, now);
        step.work = work;
        machine.count();
        watchdog.begin(machine);
        me.inStep = true;
        try {
            work.run();
        } catch (Throwable e) {
            fail(e);
        } finally {
            me.inStep = false;
        }
        // a step that was abandoned comes back too late
        if (!baton.held()) return;
        watchdog.end();
        finish(step);
    }

    /** Lets out what a step handed out, at once or when the time that it spent is over. */
    private void finish(Machine.Step step) {
        Machine machine = step.machine;
        if (machine == null) return;
        if (step.spent() == 0) {
            machine.emit(step.incarnation, step.handedOut);
            step.handedOut.clear();
        } else if (machine.runs(step.incarnation)) {
            long over = step.start + step.spent();
            if (step.cpu > 0) machine.freeCores--;
            if (step.cpu > 0 && step.waiting > 0) {
                agenda.add(step.start + step.cpu, over().of(step, true));
                agenda.add(over, over().of(step, false).take(step));
            } else agenda.add(over, over().of(step, step.cpu > 0).take(step));
        } else step.handedOut.clear();
        refresh(machine);
    }

    private Over over() {
        Over spare = spareOvers.pollLast();
        return spare == null ? new Over() : spare;
    }

    /** A step's time is over; used again for another step once it has happened. */
    private final class Over extends Event implements Machine.Busy {
        private @Nullable Machine machine;
        private int incarnation;
        private boolean freesCore;

        /** What goes on until then; null where only the core is set free. */
        private @Nullable Runnable work;

        private ArrayList<Runnable> out = new ArrayList<>();

        Over of(Machine.Step step, boolean freesCore) {
            this.machine = step.machine;
            this.incarnation = step.incarnation;
            this.freesCore = freesCore;
            return this;
        }

        /** Takes what the step handed out, and leaves it an empty list; its work goes on until then. */
        Over take(Machine.Step step) {
            ArrayList<Runnable> empty = out;
            out = step.handedOut;
            step.handedOut = empty;
            work = step.work;
            if (step.machine != null) step.machine.busy.add(this);
            return this;
        }

        @Override
        public boolean keeps(Runnable other) {
            if (work != other) return false;
            out.add(other);
            return true;
        }

        @Override
        void happen() {
            Machine of = machine;
            if (of != null) of.busy.remove(this);
            if (of != null && of.runs(incarnation)) {
                if (freesCore) of.freeCores++;
                of.emit(incarnation, out);
                refresh(of);
            }
            out.clear();
            work = null;
            machine = null;
            spareOvers.addLast(this);
        }
    }

    // ---- blocking calls

    @Override
    public boolean await(BooleanSupplier done, long timeoutNanos) {
        if (done.getAsBoolean()) return true;
        if (!(Thread.currentThread() instanceof Loop me) || !me.inStep || me.step.machine == null)
            throw leak("a blocking call outside a step");
        Machine machine = me.step.machine;
        // what is unwound waits for nothing more
        if (closed) baton.awaitTurn();
        long from = localNow();
        finish(me.step);
        long deadline = timeoutNanos > Long.MAX_VALUE - from ? Long.MAX_VALUE : from + Math.max(0, timeoutNanos);
        Waiter waiter = new Waiter(me, machine, done, deadline);
        waiters.add(waiter);
        if (deadline != Long.MAX_VALUE) at(deadline, () -> {});
        watchdog.end();
        baton.pass(nextLoop());
        baton.awaitTurn();
        me.step.begin(machine, now);
        me.step.cpu = 0;
        watchdog.begin(machine);
        return done.getAsBoolean();
    }

    private boolean resumeOne(Loop me) {
        for (int i = 0; i < waiters.size(); i++) {
            Waiter waiter = waiters.get(i);
            // a machine that crashed never comes back to its calls: their threads stay where they are until the end
            if (!waiter.machine.runs(waiter.incarnation)) {
                stuck.add(waiter.thread);
                waiters.remove(i--);
                continue;
            }
            if (waiter.machine.frozen() || !waiter.done.getAsBoolean() && now < waiter.deadline) continue;
            waiters.remove(i);
            idle.push(me);
            baton.pass(waiter.thread);
            baton.awaitTurnOrEnd();
            return true;
        }
        return false;
    }

    private Loop nextLoop() {
        Loop loop = idle.poll();
        if (loop != null) return loop;
        Loop made = new Loop(this, ++threads);
        made.start();
        return made;
    }

    // ---- what steps see of the world

    @Override
    public long nanoTime() {
        Machine machine = currentMachine();
        return machine == null ? now : machine.clock().monotonic(localNow());
    }

    @Override
    public long wallNanos() {
        Machine machine = currentMachine();
        return (machine == null ? TRUE_CLOCK : machine.clock()).wall(localNow());
    }

    @Override
    public long nextSeed() {
        Machine machine = currentMachine();
        return machine == null ? picks.nextLong() : machine.nextSeed();
    }

    @Override
    public Executor executor() {
        Machine machine = currentMachine();
        if (machine == null) throw leak("asynchronous work outside a step");
        int incarnation = machine.incarnation();
        return work -> machine.submit(incarnation, work);
    }

    @Override
    public void later(long nanos, Runnable work) {
        Machine machine = currentMachine();
        if (machine == null) throw leak("a timer outside a step");
        int incarnation = machine.incarnation();
        at(localNow() + Math.max(0, nanos), () -> machine.submit(incarnation, work));
    }

    @Override
    public int cores() {
        Machine machine = currentMachine();
        return machine == null ? 1 : machine.costs().cores();
    }

    @Override
    public RuntimeException leak(String what) {
        Machine machine = currentMachine();
        SimulationFailed leak = new SimulationFailed("%s at %s, step %d, seed %d: %s leaves the world of the simulator"
                .formatted(
                        machine == null ? "the run" : machine,
                        Duration.ofNanos(now),
                        steps,
                        options.seed().seed(),
                        what));
        fail(leak);
        return leak;
    }

    @Override
    public void delivering(Object cell, Object envelope) {
        Machine machine = currentMachine();
        ActorCell actor = (ActorCell) cell;
        Object message = ((Envelope) envelope).message();
        watchdog.at(actor.self().path());
        happened(machine, Kind.DELIVERY, actor.self().path(), Names.of(message.getClass()), 0);
    }

    @Override
    public void signalling(Object cell, Object message) {
        ActorCell actor = (ActorCell) cell;
        Machine machine = currentMachine();
        if (machine != null && message instanceof Create)
            compute(machine.costs().spawn());
        happened(machine, Kind.SYSTEM, actor.self().path(), Names.of(message.getClass()), 0);
    }

    @Override
    public void restarting(Object cell, Throwable cause) {
        Machine machine = currentMachine();
        if (machine != null)
            observer.restarted(localNow(), machine, ((ActorCell) cell).self().path(), cause);
    }
}
