package dev.darm.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.disk.TestDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Laws of the log over random histories of appends, syncs, failing syncs, full disks, drops and crashes. */
class SegmentLogCrashTest {

    private static final SegmentLog.Options SMALL = new SegmentLog.Options(1 << 10, 1);

    /** Runs a log beside the list of what it should hold. */
    private static final class History {
        private final TestDisk disk;
        private final SplittableRandom random;
        private final SegmentLog.Options options;
        private final List<byte[]> written = new ArrayList<>();
        private SegmentLog log;
        private long promised;
        private long dropped;

        History(long seed, SegmentLog.Options options) throws IOException {
            disk = new TestDisk(seed);
            random = new SplittableRandom(seed);
            this.options = options;
            log = SegmentLog.open(disk, "log", options);
        }

        void step() throws IOException {
            switch (random.nextInt(20)) {
                case 0 -> {
                    disk.cutPower();
                    reopen();
                }
                case 1 -> {
                    disk.killProcess();
                    reopen();
                }
                case 2 -> failSync();
                case 3 -> fillUp();
                case 5 -> skip();
                case 4 -> {
                    long before = promised == 0 ? 0 : random.nextLong(promised + 1);
                    log.dropBefore(before);
                    assertThat(log.first()).isLessThanOrEqualTo(Math.max(before, dropped));
                    if (log.first() > dropped) promised = log.next();
                    dropped = log.first();
                }
                case 6, 7, 8, 9 -> {
                    log.sync();
                    promised = log.next();
                }
                default -> append();
            }
        }

        private void append() throws IOException {
            byte[] record = new byte[random.nextInt(random.nextInt(8) == 0 ? 2000 : 200)];
            random.nextBytes(record);
            assertThat(log.append(record)).isEqualTo(written.size());
            written.add(record);
        }

        /** Goes on with a later record; a sync may fail on the way, and the power go then or right after. */
        private void skip() throws IOException {
            long number = written.size() + random.nextInt(3);
            if (random.nextBoolean()) disk.failSyncAfter(random.nextInt(6));
            boolean failed = false;
            List<byte[]> before = new ArrayList<>(written);
            while (written.size() < number) written.add(new byte[0]);
            try {
                log.skipTo(number);
                promised = number;
                dropped = number;
            } catch (IOException e) {
                failed = true;
            }
            disk.lift();
            if (!failed && random.nextBoolean()) return;
            if (random.nextBoolean()) disk.cutPower();
            else disk.killProcess();
            SegmentLog opened = SegmentLog.open(disk, "log", options);
            if (opened.next() != number || opened.first() != number) {
                assertThat(failed).isTrue();
                written.clear();
                written.addAll(before);
            }
            opened.close();
            reopen();
        }

        private void failSync() throws IOException {
            append();
            disk.failSyncAfter(random.nextInt(2));
            boolean failed = false;
            try {
                log.sync();
                promised = log.next();
            } catch (IOException e) {
                failed = true;
            }
            disk.lift();
            if (failed) assertThat(refusesToWrite()).isTrue();
            if (random.nextBoolean()) disk.cutPower();
            else disk.killProcess();
            reopen();
            if (random.nextBoolean()) {
                disk.cutPower();
                promised = log.next();
                reopen();
            }
        }

        private boolean refusesToWrite() {
            try {
                log.append(new byte[1]);
                return false;
            } catch (IOException e) {
                return String.valueOf(e.getMessage()).contains("opened anew");
            }
        }

        private void fillUp() throws IOException {
            disk.full(random.nextInt(300));
            try {
                for (int i = 0; i < 5; i++) append();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("log/").hasMessageContaining("No space left");
            }
            disk.lift();
        }

        void reopen() throws IOException {
            log = SegmentLog.open(disk, "log", options);
            assertThat(log.next()).as("promised records").isBetween(promised, (long) written.size());
            assertThat(log.first()).isGreaterThanOrEqualTo(dropped);
            while (written.size() > log.next()) written.removeLast();
            promised = log.next();
            dropped = log.first();
            check();
        }

        void check() throws IOException {
            long[] expected = {log.first()};
            log.forEach(0, (number, record) -> {
                assertThat(number).isEqualTo(expected[0]++);
                assertThat(record).isEqualTo(written.get((int) number));
            });
            assertThat(expected[0]).isEqualTo(log.next()).isEqualTo(written.size());
        }
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void nothingSyncedIsEverLostOrChanged(@ForAll long seed) throws IOException {
        History history = new History(seed, SMALL);

        for (int i = 0; i < 120; i++) history.step();
        history.disk.cutPower();

        history.reopen();
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void aMarkThatIsSyncedSeldomLosesNothingEither(@ForAll long seed) throws IOException {
        History history = new History(seed, new SegmentLog.Options(1 << 10, 4));

        for (int i = 0; i < 120; i++) history.step();
        history.disk.cutPower();

        history.reopen();
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void aDiskThatLiesAboutSyncsIsCaughtOrHarmless(@ForAll long seed) throws IOException {
        History history = new History(seed, SMALL);
        history.append();
        history.log.sync();
        history.promised = history.log.next();
        history.disk.lie();
        history.append();
        history.log.sync();
        history.promised = history.log.next();
        history.disk.cutPower();

        boolean refused = false;
        try {
            history.log = SegmentLog.open(history.disk, "log", SMALL);
        } catch (DamagedLog e) {
            refused = true;
        }

        // Either the cut kept the record, or it took the mark's new slot along, or the log says what is missing.
        if (!refused) assertThat(history.log.next()).isBetween(1L, 2L);
    }
}
