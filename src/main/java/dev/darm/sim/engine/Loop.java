package dev.darm.sim.engine;

import dev.darm.sim.agent.WorldThread;
import java.util.concurrent.locks.LockSupport;

/** A thread that runs the engine's loop while it holds the baton. */
final class Loop extends WorldThread {

    final Machine.Step step = new Machine.Step();
    boolean inStep;
    private volatile boolean ended;
    private final Engine engine;

    Loop(Engine engine, int number) {
        super(engine, () -> {}, "darm-sim-" + number);
        this.engine = engine;
    }

    @Override
    public void run() {
        try {
            awaitTurn();
            engine.loop(this);
        } catch (Ended over) {
            // the run is over
        }
    }

    /** Waits for the baton; throws when the run is over. */
    void awaitTurn() {
        while (!engine.baton().held()) {
            if (ended) throw new Ended();
            LockSupport.park(this);
        }
    }

    void end() {
        ended = true;
        LockSupport.unpark(this);
    }

    /** The run is over; unwinds a thread that waits for its turn. */
    private static final class Ended extends Error {
        private static final long serialVersionUID = 1L;

        Ended() {
            super(null, null, false, false);
        }
    }

    /** Who may run; exactly one thread at any time. */
    static final class Baton {
        private volatile Thread holder;

        Baton(Thread first) {
            holder = first;
        }

        boolean held() {
            return holder == Thread.currentThread();
        }

        void pass(Thread to) {
            holder = to;
            LockSupport.unpark(to);
        }

        void awaitTurn() {
            while (holder != Thread.currentThread()) LockSupport.park(this);
        }
    }
}
