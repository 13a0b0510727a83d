package dev.darm.sim.engine;

import dev.darm.sim.agent.WorldThread;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

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

    void wake() {
        LockSupport.unpark(this);
    }

    /** Who may run; exactly one thread at any time. */
    static final class Baton {
        private volatile @Nullable Thread holder;
        private volatile boolean closed;

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

        /** Returns when the calling thread holds the baton, or when nobody will again. */
        void awaitTurnOrEnd() {
            while (holder != Thread.currentThread() && !closed) LockSupport.park(this);
        }

        void close() {
            holder = null;
            closed = true;
        }
    }
}
