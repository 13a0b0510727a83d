package dev.darm.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Lets many writers share one sync: whatever was handed in while the last sync ran is appended together and stored by the
 * next. It starts no thread; the work runs on the given executor, one piece at a time, in the order it was handed in.
 */
final class GroupCommit {

    /** Appends to the log; what it throws fails its own caller only. */
    @FunctionalInterface
    interface Appends {
        void run() throws IOException;
    }

    /** Hears what no caller can be told. */
    interface Trouble {
        /** The log takes nothing more until it is opened anew. */
        void syncFailed(IOException cause);

        /** Dead segments stay until then: the next deletion tries again. */
        void dropFailed(IOException cause);
    }

    private record Pending(Appends appends, CompletableFuture<Void> done) {}

    private final EventLog log;
    private final Executor executor;
    private final BooleanSupplier oneAlone;
    private final Trouble trouble;
    private final Object writing = new Object();
    private List<Pending> waiting = new ArrayList<>();
    private boolean scheduled;
    private boolean dropWanted;

    /** @param oneAlone asked before each sync: whether only the first that waits is stored by it */
    GroupCommit(EventLog log, Executor executor, BooleanSupplier oneAlone, Trouble trouble) {
        this.log = log;
        this.executor = executor;
        this.oneAlone = oneAlone;
        this.trouble = trouble;
    }

    /** Completes when {@code appends}, and all that was handed in before, is durable; fails with the IOException. */
    CompletableFuture<Void> submit(Appends appends) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(new Pending(appends, done));
            if (scheduled) return done;
            scheduled = true;
        }
        schedule();
        return done;
    }

    /** Completes when all that was handed in before is durable. */
    CompletableFuture<Void> barrier() {
        return submit(() -> {});
    }

    /** Deletes, and drops dead segments once the deletion is durable. */
    CompletableFuture<Void> delete(String persistenceId, long toSequence) {
        return submit(() -> {
            log.delete(persistenceId, toSequence);
            dropWanted = true;
        });
    }

    private void schedule() {
        try {
            executor.execute(this::commit);
        } catch (RejectedExecutionException e) {
            for (Pending pending : take()) pending.done().completeExceptionally(e);
            synchronized (this) {
                scheduled = false;
            }
        }
    }

    private synchronized List<Pending> take() {
        List<Pending> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    private synchronized List<Pending> takeOne() {
        return waiting.isEmpty() ? List.of() : List.of(waiting.removeFirst());
    }

    private void commit() {
        List<Pending> taken = oneAlone.getAsBoolean() ? takeOne() : take();
        synchronized (writing) {
            complete(taken);
        }
        synchronized (this) {
            scheduled = !waiting.isEmpty();
            if (!scheduled) return;
        }
        schedule();
    }

    private void complete(List<Pending> taken) {
        List<Pending> appended = new ArrayList<>();
        for (Pending pending : taken) {
            try {
                pending.appends().run();
                appended.add(pending);
            } catch (IOException | RuntimeException e) {
                pending.done().completeExceptionally(e);
            }
        }
        try {
            log.sync();
        } catch (IOException e) {
            for (Pending pending : appended) pending.done().completeExceptionally(e);
            trouble.syncFailed(e);
            return;
        }
        for (Pending pending : appended) pending.done().complete(null);
        if (dropWanted) drop();
    }

    private void drop() {
        try {
            log.dropDead();
            dropWanted = false;
        } catch (IOException e) {
            trouble.dropFailed(e);
        }
    }

    /** Waits for a commit that is under way, then closes the log. */
    void close() throws IOException {
        synchronized (writing) {
            log.close();
        }
    }
}
