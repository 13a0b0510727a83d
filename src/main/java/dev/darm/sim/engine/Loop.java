package dev.darm.sim.engine;

import dev.darm.sim.agent.WorldThread;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import scala.util.control.ControlThrowable;

/** A thread that runs the engine's loop while it holds the baton. */
final class Loop extends WorldThread {

    private static final long LONGEST_END_MILLIS = 1_000;

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
        engine.baton().awaitTurn();
        engine.loop(this);
    }

    void wake() {
        LockSupport.unpark(this);
    }

    /** Ends the thread, which waits for a turn that never comes: what is on its stack is unwound, and can be collected. */
    void end() {
        ended = true;
        wake();
        try {
            join(LONGEST_END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isEnded() {
        return ended;
    }

    /** Unwinds the stack of a step that nobody waits for any more; Scala's and Akka's handlers of failures let it through. */
    static final class Gone extends ControlThrowable {
        private static final long serialVersionUID = 1L;
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

        /** @throws Gone when the calling thread is {@linkplain Loop#end ended} */
        void awaitTurn() {
            while (holder != Thread.currentThread()) {
                if (Thread.currentThread() instanceof Loop loop && loop.isEnded()) throw unchecked(new Gone());
                LockSupport.park(this);
            }
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> RuntimeException unchecked(Throwable gone) throws T {
            throw (T) gone;
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
