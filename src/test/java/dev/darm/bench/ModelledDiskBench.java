package dev.darm.bench;

import dev.darm.journal.SegmentLog;
import dev.darm.sim.Seeds;
import dev.darm.sim.disk.DiskProfile;
import dev.darm.sim.disk.ModelledDisk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Measures what the segment log costs on the modelled disk, one thread, CPU time, the best of five rounds:
 * {@code java -cp … dev.darm.bench.ModelledDiskBench hardware/disks/nvme.conf}. And how much memory a hundred disks take.
 */
public final class ModelledDiskBench {

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int COMMITS = 50_000;
    private static final int ROUNDS = 5;
    private static final int RECORD_BYTES = 300;
    private static final int MACHINES = 100;

    private ModelledDiskBench() {}

    private static final class Clock implements ModelledDisk.StepTime {
        private long now;

        @Override
        public long now() {
            return now;
        }

        @Override
        public long stepStart() {
            return now;
        }

        @Override
        public void spend(long nanos) {
            now += nanos;
        }
    }

    public static void main(String[] arguments) throws IOException {
        DiskProfile profile = DiskProfile.read(Path.of(arguments[0]));
        for (int records : new int[] {1, 10}) {
            double best = Double.MAX_VALUE;
            long virtual = 0;
            for (int round = 0; round < ROUNDS; round++) {
                Clock clock = new Clock();
                long begun = CPU.getCurrentThreadCpuTime();
                commit(disk(round, profile, clock), records, COMMITS);
                best = Math.min(best, (CPU.getCurrentThreadCpuTime() - begun) / 1e9);
                virtual = clock.now;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%2d records a commit: %,9.0f commits/s, %,9.0f appends/s, %.2f us CPU a commit; on %s %.0f us of virtual time%n",
                    records,
                    COMMITS / best,
                    records * COMMITS / best,
                    best * 1e6 / COMMITS,
                    profile.name(),
                    virtual / 1e3 / COMMITS);
        }
        memory(profile);
    }

    private static void memory(DiskProfile profile) throws IOException {
        long before = used();
        ModelledDisk[] disks = new ModelledDisk[MACHINES];
        for (int i = 0; i < MACHINES; i++) {
            disks[i] = disk(i, profile, new Clock());
            commit(disks[i], 1, (1 << 20) / (RECORD_BYTES + 8));
        }
        System.out.printf(
                Locale.ROOT,
                "%d disks with 1 MiB of log each: %.1f MiB of heap%n",
                disks.length,
                (used() - before) / 1048576.0);
        if (disks[0].image().paths().isEmpty()) throw new IllegalStateException("an empty disk");
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static ModelledDisk disk(long seed, DiskProfile profile, Clock clock) {
        return new ModelledDisk("machine", profile, new Seeds(seed), clock, (at, what, path, offset, bytes) -> {});
    }

    private static void commit(ModelledDisk disk, int records, int commits) throws IOException {
        byte[] record = new byte[RECORD_BYTES];
        record[0] = 1;
        try (SegmentLog log = SegmentLog.open(disk.mount(), "log", SegmentLog.Options.DEFAULT)) {
            for (int i = 0; i < commits; i++) {
                for (int each = 0; each < records; each++) log.append(record);
                log.sync();
            }
        }
    }
}
