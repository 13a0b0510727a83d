package dev.darm.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C. The JVM ends when its shutdown hooks have ended, so the hook asks the run to stop and then waits until the
 * command has written what there is and has said how to go on; only the command's own thread touches a trace.
 */
final class Interruption implements AutoCloseable, BooleanSupplier {

    private static final long PATIENCE_SECONDS = 30;

    private final PrintWriter err;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "darm-interruption");
    private volatile boolean asked;

    private Interruption(PrintWriter err) {
        this.err = err;
    }

    /** From now on to {@link #close}, Ctrl-C and SIGTERM stop the command in order. */
    static Interruption listen(PrintWriter err) {
        Interruption interruption = new Interruption(err);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** What the hook does: asks, and waits until it was done. */
    void interrupt() {
        asked = true;
        try {
            if (done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) return;
            err.println("darm: the run did not stop within " + PATIENCE_SECONDS
                    + " s; a trace holds what was written to it until now");
            err.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the user wants the command to end. */
    @Override
    public boolean getAsBoolean() {
        return asked;
    }

    @Override
    public void close() {
        done.countDown();
        if (asked) return;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending at this very moment; the hook finds everything done
            asked = true;
        }
    }
}
