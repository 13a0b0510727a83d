package dev.darm.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.journal.DamagedLog;
import dev.darm.journal.SegmentLog;
import dev.darm.sim.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;

/** The shipped log on the modelled disk, with power cuts and ends of processes at any instant of virtual time. */
class SegmentLogOnModelledDiskTest {

    private static final SegmentLog.Options SMALL = new SegmentLog.Options(4 << 10, 1);

    /** A machine that runs a log: each step appends, syncs and drops; what a sync promised is known with its instant. */
    private static final class Machine {
        private final RunClock clock = new RunClock();
        private final ModelledDisk disk;
        private final SplittableRandom random;
        private final List<byte[]> written = new ArrayList<>();
        private final TreeMap<Long, Long> promises = new TreeMap<>();
        private SegmentLog log;
        private long promised;
        private long dropped;

        Machine(long seed) throws IOException {
            disk = new ModelledDisk(
                    "machine", TestDisk.PROFILE, new Seeds(seed), clock, (at, what, path, offset, bytes) -> {});
            random = new SplittableRandom(seed);
            log = SegmentLog.open(disk.mount(), "log", SMALL);
        }

        /** One step; it may go on for a while after the machine has lost its power. */
        void step() throws IOException {
            clock.step(clock.now() + random.nextInt(5_000_000));
            for (int i = random.nextInt(6); i >= 0; i--) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> sync();
                    case 3 -> {
                        if (random.nextInt(4) == 0 && log.next() > 0) drop();
                    }
                    default -> append();
                }
            }
        }

        private void append() throws IOException {
            byte[] record = new byte[random.nextInt(random.nextInt(8) == 0 ? 6000 : 400)];
            random.nextBytes(record);
            assertThat(log.append(record)).isEqualTo(written.size());
            written.add(record);
        }

        private void sync() throws IOException {
            log.sync();
            promises.put(clock.now(), log.next());
        }

        private void drop() throws IOException {
            long before = random.nextLong(log.next());
            log.dropBefore(before);
            if (log.first() > dropped) promises.put(clock.now(), log.next());
            dropped = Math.max(dropped, log.first());
        }

        /** The machine, or only the process, ends at some instant since the running step began, and starts again. */
        void endAndStart() throws IOException {
            long begun = clock.stepStart();
            long at = begun + random.nextLong(Math.max(1, clock.now() - begun) + 2_000_000);
            boolean power = random.nextInt(4) > 0;
            if (power) disk.crash(at);
            else disk.unmount(at);
            if (promises.floorEntry(at) != null)
                promised = Math.max(promised, promises.floorEntry(at).getValue());
            clock.step(at);
            start();
        }

        void start() throws IOException {
            log = SegmentLog.open(disk.mount(), "log", SMALL);
            assertThat(log.next()).as("promised records").isBetween(promised, (long) written.size());
            assertThat(log.first()).isLessThanOrEqualTo(dropped);
            while (written.size() > log.next()) written.removeLast();
            log.forEach(0, (number, record) -> assertThat(Arrays.equals(record, written.get((int) number)))
                    .isTrue());
            promises.clear();
            promised = log.next();
            dropped = log.first();
        }
    }

    @Property(tries = 1500, shrinking = ShrinkingMode.OFF)
    void noAcknowledgedRecordIsLostAndNoHonestLogIsRefused(@ForAll long seed) throws IOException {
        Machine machine = new Machine(seed);
        for (int round = 0; round < 6; round++) {
            for (int i = machine.random.nextInt(8); i >= 0; i--) machine.step();
            machine.endAndStart();
        }
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void aRottenBitOrAMisdirectedWriteIsNoticedOrTookNothingThatWasPromised(@ForAll long seed) throws IOException {
        Machine machine = new Machine(seed);
        for (int i = 0; i < 10; i++) machine.step();
        machine.sync();
        if (machine.random.nextBoolean()) {
            machine.disk.misdirectNextWrite();
            machine.append();
            machine.sync();
        } else machine.disk.bitRot();
        long promised = machine.log.next();

        machine.disk.crash(machine.clock.now());

        SegmentLog log = opened(machine);
        if (log == null) return;
        assertThat(log.next()).isGreaterThanOrEqualTo(promised);
        log.forEach(0, (number, record) -> assertThat(Arrays.equals(record, machine.written.get((int) number)))
                .isTrue());
    }

    private static @Nullable SegmentLog opened(Machine machine) throws IOException {
        try {
            return SegmentLog.open(machine.disk.mount(), "log", SMALL);
        } catch (DamagedLog e) {
            return null;
        }
    }

    @Example
    void everyRottenBitOfAPromisedRecordIsRefused() throws IOException {
        Machine machine = new Machine(1);
        for (int i = 0; i < 10; i++) machine.append();
        machine.sync();
        Image sound = machine.disk.image();
        String segment = sound.paths().getFirst();
        assertThat(segment).endsWith(".seg");
        for (long bit = 0; bit < sound.read(segment).length * 8L; bit += 7) {
            machine.disk.restore(sound);
            machine.disk.bitRot(segment, bit);
            assertThat(opened(machine)).as("bit %d", bit).isNull();
        }
    }

    @Example
    void aMachineWithAnOldDiskComesBackAtItsOldHeightAndOneWithAnEmptyDiskAtNone() throws IOException {
        Machine machine = new Machine(1);
        for (int i = 0; i < 5; i++) machine.append();
        machine.sync();
        Image old = machine.disk.image();
        for (int i = 0; i < 5; i++) machine.append();
        machine.sync();
        Machine other = new Machine(2);
        other.append();
        other.sync();

        ModelledDisk.swap(machine.disk, other.disk);
        assertThat(SegmentLog.open(machine.disk.mount(), "log", SMALL).next()).isEqualTo(1);
        assertThat(SegmentLog.open(other.disk.mount(), "log", SMALL).next()).isEqualTo(10);
        machine.disk.restore(old);
        assertThat(SegmentLog.open(machine.disk.mount(), "log", SMALL).next()).isEqualTo(5);
        machine.disk.wipe();
        assertThat(SegmentLog.open(machine.disk.mount(), "log", SMALL).next()).isZero();
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void theSameSeedGivesTheSameDiskAndAnotherSeedAnother(@ForAll long seed) throws IOException {
        assertThat(digest(seed)).isEqualTo(digest(seed)).isNotEqualTo(digest(seed + 1));
    }

    private static Hash digest(long seed) throws IOException {
        Machine machine = new Machine(seed);
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 6; i++) machine.step();
            machine.endAndStart();
        }
        machine.append();
        machine.sync();
        return machine.disk.image().digest();
    }
}
