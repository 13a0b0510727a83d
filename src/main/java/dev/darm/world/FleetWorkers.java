package dev.darm.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Threads beside the caller's, one for each further processor, that end when there was nothing to do for a while. */
public final class FleetWorkers implements Workers, AutoCloseable {

    private static final long IDLE_SECONDS = 10;

    /** Work that is done by then is not worth waking anybody for. */
    private static final Duration ALONE = Duration.ofNanos(300_000);

    private final int helpers;
    private final long alone;
    private final ThreadPoolExecutor pool;

    /** @param processors that share in the work, the caller's among them, 1 or more */
    public FleetWorkers(int processors) {
        this(processors, ALONE);
    }

    /** The same, whose caller works {@code alone} for so long before it asks for help. */
    FleetWorkers(int processors, Duration alone) {
        this.helpers = processors - 1;
        this.alone = alone.toNanos();
        this.pool = new ThreadPoolExecutor(
                Math.max(1, helpers),
                Math.max(1, helpers),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("darm-worker-", 1).factory());
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public <T> List<T> each(int parts, IntFunction<T> work) {
        List<T> results = new ArrayList<>(parts);
        long begin = System.nanoTime();
        for (int part = 0; part < parts; part++) {
            boolean many = helpers > 0 && parts - part > 1;
            if (many && System.nanoTime() - begin >= alone) {
                results.addAll(shared(part, parts - part, work));
                break;
            }
            results.add(work.apply(part));
        }
        return results;
    }

    private <T> List<T> shared(int first, int parts, IntFunction<T> work) {
        Shared<T> shared = new Shared<>(parts, part -> work.apply(first + part));
        try {
            for (int i = 0; i < Math.min(helpers, parts - 1); i++) pool.execute(shared);
        } catch (RejectedExecutionException e) {
            // closed meanwhile: the caller does what nobody else takes
        }
        shared.run();
        return shared.results();
    }

    /** Whoever works afterwards works alone. */
    @Override
    public void close() {
        pool.shutdown();
    }

    /** Parts that are taken one by one; who comes when all are taken has nothing to do. */
    private static final class Shared<T> implements Runnable {

        private final IntFunction<T> work;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch open;
        private final AtomicReferenceArray<@Nullable T> done;
        private final AtomicReferenceArray<@Nullable RuntimeException> failed;

        private Shared(int parts, IntFunction<T> work) {
            this.work = work;
            this.open = new CountDownLatch(parts);
            this.done = new AtomicReferenceArray<>(parts);
            this.failed = new AtomicReferenceArray<>(parts);
        }

        @Override
        public void run() {
            int part;
            while ((part = next.getAndIncrement()) < done.length()) {
                try {
                    done.set(part, work.apply(part));
                } catch (RuntimeException e) {
                    failed.set(part, e);
                } finally {
                    open.countDown();
                }
            }
        }

        /** Waits for the parts that others took, of which each is at work. */
        private List<T> results() {
            boolean interrupted = false;
            while (true) {
                try {
                    open.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) Thread.currentThread().interrupt();
            for (int i = 0; i < failed.length(); i++) {
                RuntimeException failure = failed.get(i);
                if (failure != null) throw failure;
            }
            return IntStream.range(0, done.length()).mapToObj(done::get).toList();
        }
    }
}
