package dev.darm.journal;

import dev.darm.world.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What a durable commit costs on this machine's disk, with the mark synced at each commit and at every hundredth, and
 * with one or a hundred records a commit. Arguments: a folder on the disk to measure, seconds for each case.
 */
final class SyncBench {

    private static final int RECORD_BYTES = 300;

    private SyncBench() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        long nanos = TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[1]));
        System.out.printf(
                "%-14s %-14s %10s %10s %10s %12s%n",
                "syncsPerMark", "records", "p50 us", "p99 us", "commits/s", "fsyncs");
        for (int syncsPerMark : new int[] {1, 100})
            for (int records : new int[] {1, 100}) measure(folder, nanos, syncsPerMark, records);
    }

    private static void measure(Path folder, long nanos, int syncsPerMark, int records) throws IOException {
        FileDisk disk = new FileDisk(Files.createTempDirectory(folder, "sync-bench"));
        long[] took = new long[1 << 16];
        int commits = 0;
        byte[] record = new byte[RECORD_BYTES];
        try (SegmentLog log = SegmentLog.open(disk, "log", new SegmentLog.Options(64 << 20, syncsPerMark))) {
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() < end && commits < took.length) {
                long start = System.nanoTime();
                for (int i = 0; i < records; i++) log.append(record);
                log.sync();
                took[commits++] = System.nanoTime() - start;
            }
            double seconds = Arrays.stream(took, 0, commits).sum() / 1e9;
            Arrays.sort(took, 0, commits);
            System.out.printf(
                    "%-14d %-14d %10.0f %10.0f %10.0f %12.2f%n",
                    syncsPerMark,
                    records,
                    took[commits / 2] / 1e3,
                    took[commits * 99 / 100] / 1e3,
                    commits / seconds,
                    (double) log.fsyncs() / commits);
        }
    }
}
