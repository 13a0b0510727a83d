package dev.darm.sim.engine;

import dev.darm.sim.agent.WorldThread;
import java.util.concurrent.locks.LockSupport;

/** A thread that runs the engine's loop while it holds the baton. */
final class Loop extends WorldThread {

    final Machine.Step step = new Machine.Step();
    boolean inStep;
    private final Engine engine;

    Loop(Engine engine, int number) {
        super(engine, () -> {}, "darm-sim-" + number);
        this.engine = engine;
    }

    @Override
    public void run() {
        engine.baton().awaitTurn();
        engine.loop(this);
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
