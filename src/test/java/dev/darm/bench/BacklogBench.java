package dev.darm.bench;

import dev.darm.branch.Anchor;
import dev.darm.branch.Backlog;
import dev.darm.journal.SegmentLog;
import dev.darm.ledger.InclusionProof;
import dev.darm.ledger.SigningKey;
import dev.darm.world.Disk;
import dev.darm.world.FileDisk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The roots of a day without the chain, 8.64 million: as one commitment, and beside it one root a transaction, of which as
 * many as told are made and the rest is extrapolated.
 */
final class BacklogBench {

    private static final SigningKey KEY = SigningKey.ofSecret(new byte[SigningKey.LENGTH]);
    private static final int PROOFS = 2_000;
    private static final int EVERY = 10_000;
    private static final int IN_FLIGHT = 10_000;

    private static long fromWall;
    private static long fromCpu;

    private BacklogBench() {}

    public static void main(String[] args) throws IOException {
        long roots = Long.parseLong(args[0]);
        int singles = Integer.parseInt(args[1]);
        try (Scratch scratch = Scratch.in(Path.of(args[2]), "backlog-bench")) {
            Path folder = scratch.folder();
            System.out.printf("%n## one commitment, %,d roots%n", roots);
            together(folder, new FileDisk(folder), roots);
            System.out.printf("%n## one root a transaction, %,d roots%n", singles);
            oneByOne(folder, new FileDisk(folder), roots, singles);
        }
    }

    private static void together(Path folder, Disk disk, long roots) throws IOException {
        long empty = CpuTime.liveHeap();
        resetPeak();
        try (SegmentLog log = SegmentLog.open(disk, "together", SegmentLog.Options.DEFAULT)) {
            Backlog backlog = new Backlog(log, KEY, Long.MAX_VALUE, 1);
            backlog.addUpTo(1);
            List<Anchor> first = backlog.make();
            check(first.size() == 1, "no anchor waits");
            begin();
            backlog.addUpTo(roots + 1);
            log.sync();
            end("queue them while one anchor waits, one sync at the end", roots);
            check(backlog.make().isEmpty() && backlog.pending() == roots + 1, "roots are lost");
            Report.line("peak heap, garbage included", megabytes(peak()));
            Report.line("live heap of the backlog", megabytes(CpuTime.liveHeap() - empty));
            Report.line("disk", megabytes(size(folder.resolve("together"))));
        }
        resetPeak();
        begin();
        try (SegmentLog log = SegmentLog.open(disk, "together", SegmentLog.Options.DEFAULT)) {
            Backlog backlog = new Backlog(log, KEY, Long.MAX_VALUE, 1);
            end("open the log and read the backlog after a restart", roots);
            backlog.addUpTo(roots + 1);
            check(backlog.pending() == roots + 1, "roots are lost");
            // the one that waited is submitted again; here it is made known by its first root
            begin();
            backlog.standWaiting(1);
            List<Anchor> made = backlog.make();
            end("the one that waited stands: make and sync the next", 1);
            check(made.size() == 1 && made.getFirst().count() == roots, "not one anchor of all");
            begin();
            made.forEach(backlog::check);
            backlog.stand(made, 2);
            end("check it as a validator, note that it stands, sync", 1);
            prove(backlog, roots);
            Report.line("peak heap from the opening on, garbage included", megabytes(peak()));
        }
    }

    private static void prove(Backlog backlog, long roots) throws IOException {
        Random random = new Random(1);
        List<Double> times = new ArrayList<>();
        InclusionProof proof = backlog.prove(1);
        Report.line(
                "hashes of a path",
                Report.text(
                        "%d, %d bytes", proof.path().size(), 32 * proof.path().size()));
        begin();
        for (int i = 0; i < PROOFS; i++) {
            long from = System.nanoTime();
            backlog.prove(1 + random.nextLong(roots));
            times.add((System.nanoTime() - from) / 1e6);
        }
        end("make proofs of random roots", PROOFS);
        Report.line(
                "a proof: median, 99 %, longest",
                Report.text(
                        "%.2f, %.2f, %.1f ms",
                        Report.quantile(times, 0.5), Report.quantile(times, 0.99), Report.quantile(times, 1)));
        long proven = 0;
        begin();
        for (long number = 0; number <= roots; number += EVERY, proven++) backlog.proveAndCheck(number);
        end("prove and check every 10,000th root", proven);
    }

    private static void oneByOne(Path folder, Disk disk, long roots, int singles) throws IOException {
        long empty = CpuTime.liveHeap();
        try (SegmentLog log = SegmentLog.open(disk, "single", SegmentLog.Options.DEFAULT)) {
            Backlog backlog = new Backlog(log, KEY, 1, IN_FLIGHT);
            begin();
            backlog.addUpTo(singles);
            log.sync();
            end("queue them", singles);
            double times = roots / (double) singles;
            Report.line(
                    "live heap; extrapolated to all",
                    megabytes(CpuTime.liveHeap() - empty) + "; " + megabytes((CpuTime.liveHeap() - empty) * times));
            double[] make = new double[3];
            int anchors = 0;
            for (long height = 1; backlog.pending() > 0; height++) {
                long from = CpuTime.now();
                List<Anchor> made = backlog.make();
                long signed = CpuTime.now();
                made.forEach(backlog::check);
                long checked = CpuTime.now();
                backlog.stand(made, height);
                make[0] += signed - from;
                make[1] += checked - signed;
                make[2] += CpuTime.now() - checked;
                anchors += made.size();
            }
            check(anchors == singles, "roots are lost");
            String[] what = {"make, sign, sync", "check as one validator", "note that they stand, sync"};
            for (int i = 0; i < what.length; i++)
                Report.line(
                        what[i] + "; extrapolated to all",
                        Report.text("%,.0f/CPU-s; %,.0f CPU-s", singles / (make[i] / 1e9), make[i] / 1e9 * times));
            long disked = size(folder.resolve("single"));
            Report.line("disk; extrapolated to all", megabytes(disked) + "; " + megabytes(disked * times));
            for (int number = 0; number < singles; number += EVERY) backlog.proveAndCheck(number);
        }
    }

    private static void begin() {
        fromWall = System.nanoTime();
        fromCpu = CpuTime.now();
    }

    private static void end(String what, long count) {
        double wall = (System.nanoTime() - fromWall) / 1e9;
        double cpu = (CpuTime.now() - fromCpu) / 1e9;
        Report.line(
                what,
                count == 1
                        ? Report.text("%.3f s, %.2f CPU-s", wall, cpu)
                        : Report.text("%.2f s, %.2f CPU-s, %,.0f/s", wall, cpu, count / wall));
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) throw new IllegalStateException(otherwise);
    }

    private static String megabytes(double bytes) {
        return Report.text("%,.1f MB", bytes / 1e6);
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long size = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) size += Files.size(file);
            return size;
        }
    }

    private static void resetPeak() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) pool.resetPeakUsage();
    }

    /** The sum of the peaks of the heap's pools. */
    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
