package dev.darm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/** One process a seed, a few at once. */
final class SeedJobs {

    /** Hears of each process that ended. */
    @FunctionalInterface
    interface Ended {
        /**
         * @param printed what it wrote to standard output
         * @param complaints what it wrote to standard error
         */
        void of(long seed, int exit, String printed, String complaints) throws IOException;
    }

    private static final long LOOK_MILLIS = 300;

    private record Job(long seed, Process process, Path out, Path err) {}

    private final LongFunction<List<String>> command;
    private final int atOnce;
    private final BooleanSupplier interrupted;

    SeedJobs(LongFunction<List<String>> command, int atOnce, BooleanSupplier interrupted) {
        this.command = command;
        this.atOnce = atOnce;
        this.interrupted = interrupted;
    }

    /** Runs all seeds; after an interruption it ends those that run in order and starts no more. */
    void run(List<Long> seeds, Ended listener) throws IOException, InterruptedException {
        Deque<Long> waiting = new ArrayDeque<>(seeds);
        List<Job> running = new ArrayList<>();
        try {
            while (!waiting.isEmpty() || !running.isEmpty()) {
                if (interrupted.getAsBoolean()) {
                    waiting.clear();
                    for (Job job : running) job.process().destroy();
                }
                while (running.size() < atOnce && !waiting.isEmpty()) running.add(start(waiting.removeFirst()));
                if (running.isEmpty()) return;
                awaitOne(running);
                for (Job job : List.copyOf(running)) {
                    if (job.process().isAlive()) continue;
                    running.remove(job);
                    end(job, listener);
                }
            }
        } finally {
            for (Job job : running) job.process().destroy();
        }
    }

    /** Returns when a process has ended, or when it is time to look whether the user wants to end. */
    private static void awaitOne(List<Job> running) throws InterruptedException {
        CompletableFuture<?>[] ends =
                running.stream().map(job -> job.process().onExit()).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.anyOf(ends).get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process does not fail", e);
        }
    }

    private Job start(long seed) throws IOException {
        Path out = Files.createTempFile("darm-seed-" + seed + "-", ".out");
        Path err = Files.createTempFile("darm-seed-" + seed + "-", ".err");
        Process process = new ProcessBuilder(command.apply(seed))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        return new Job(seed, process, out, err);
    }

    private static void end(Job job, Ended listener) throws IOException, InterruptedException {
        try {
            int exit = job.process().waitFor();
            listener.of(job.seed(), exit, Files.readString(job.out()), Files.readString(job.err()));
        } finally {
            Files.deleteIfExists(job.out());
            Files.deleteIfExists(job.err());
        }
    }
}
