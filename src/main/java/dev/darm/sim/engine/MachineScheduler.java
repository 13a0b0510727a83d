package dev.darm.sim.engine;

import akka.actor.AbstractScheduler;
import akka.actor.Cancellable;
import akka.event.LoggingAdapter;
import com.typesafe.config.Config;
import dev.darm.sim.trace.Kind;
import java.io.Closeable;
import java.util.concurrent.ThreadFactory;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** The scheduler of a simulated node: its timers are events of the run's agenda. */
public final class MachineScheduler extends AbstractScheduler implements Closeable {

    /** So high that Akka Cluster uses this scheduler and does not make one of its own. */
    private static final double MAX_FREQUENCY = 1e6;

    private final Machine machine;
    private final Engine engine;
    private final int incarnation;
    private boolean closed;

    /** Called by Akka, which knows the class by its name in the configuration. */
    public MachineScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        this.machine = MachineExecutors.here();
        this.engine = machine.engine();
        this.incarnation = machine.incarnation();
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable work, ExecutionContext executor) {
        return plan(new Timer(work, executor, -1), delay);
    }

    @Override
    public Cancellable schedule(FiniteDuration first, FiniteDuration every, Runnable work, ExecutionContext executor) {
        return plan(new Timer(work, executor, Math.max(1, every.toNanos())), first);
    }

    private Cancellable plan(Timer timer, FiniteDuration delay) {
        if (closed) throw new IllegalStateException("cannot enqueue after timer shutdown");
        if (!engine.baton().held())
            throw engine.leak("a timer of " + machine + " set by a thread that is not of this world");
        engine.agenda().add(machine.clock().due(engine.localNow(), Math.max(0, delay.toNanos())), timer);
        return timer;
    }

    @Override
    public double maxFrequency() {
        return MAX_FREQUENCY;
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Timer extends Event implements Cancellable {
        private final Runnable work;
        private final ExecutionContext executor;
        private final long every;
        private boolean cancelled;
        private boolean done;

        Timer(Runnable work, ExecutionContext executor, long every) {
            this.work = work;
            this.executor = executor;
            this.every = every;
        }

        @Override
        void happen() {
            if (cancelled || closed || !machine.runs(incarnation)) return;
            engine.happened(machine, Kind.TIMER, "timer", Names.of(work.getClass()), 0);
            if (every > 0) engine.agenda().add(machine.clock().due(time, every), this);
            else done = true;
            executor.execute(work);
        }

        @Override
        public boolean cancel() {
            if (cancelled || done) return false;
            cancelled = true;
            engine.agenda().remove(this);
            return true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }
}
