package dev.darm.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.darm.sim.disk.TestDisk;
import dev.darm.world.Disk;
import dev.darm.world.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentLogTest {

    private static final SegmentLog.Options SMALL = new SegmentLog.Options(1 << 10, 1);
    private static final String FIRST_SEGMENT = "log/00000000000000000000.seg";

    private final TestDisk disk = new TestDisk();

    private static byte[] record(int number) {
        return ("record " + number).repeat(1 + number % 5).getBytes(UTF_8);
    }

    private static SegmentLog filled(Disk disk, int records) throws IOException {
        SegmentLog log = SegmentLog.open(disk, "log", SMALL);
        for (int i = 0; i < records; i++) log.append(record(i));
        log.sync();
        return log;
    }

    private static DamagedLog refusal(Disk disk) {
        return catchThrowableOfType(DamagedLog.class, () -> SegmentLog.open(disk, "log", SMALL));
    }

    private List<String> segmentNames() {
        return disk.list("log").stream().filter(name -> name.endsWith(".seg")).toList();
    }

    @Test
    void theFormatOnDiskStaysAsItIs() throws IOException {
        SegmentLog log = SegmentLog.open(disk, "log", SegmentLog.Options.DEFAULT);
        log.append("one".getBytes(UTF_8));
        log.append(new byte[0]);
        log.sync();

        assertThat(HexFormat.of().formatHex(disk.read(FIRST_SEGMENT)))
                .isEqualTo("4441524d5345470a00000001000000000000000062fbabd4000000034a6cb9d36f6e6500000000d90b365e");
        assertThat(HexFormat.of().formatHex(disk.read("log/mark"), 0, 52))
                .isEqualTo(
                        "4d41524b000000010000000000000002000000000000000000000000000000020000000000000000000000000000002bbec31e1b");
    }

    @Test
    void recordsComeBackAfterOpeningAgain() throws IOException {
        filled(disk, 200).close();

        SegmentLog again = SegmentLog.open(disk, "log", SMALL);

        List<byte[]> seen = new ArrayList<>();
        again.forEach(150, (number, bytes) -> seen.add(bytes));
        assertThat(segmentNames()).hasSizeGreaterThan(5);
        assertThat(again.next()).isEqualTo(200);
        assertThat(again.read(77)).isEqualTo(record(77));
        assertThat(seen).hasSize(50).first().isEqualTo(record(150));
        assertThat(again.recoveredTail()).isEmpty();
        assertThat(again.markHalfLost()).isFalse();
    }

    @Test
    void anyFlippedBitOfAPromisedRecordIsRefusedWithItsNumber() throws IOException {
        SegmentLog log = filled(disk, 12);
        int at = Segment.HEADER_BYTES;
        for (int number = 0; number < 12; number++) {
            int length = Segment.FRAME_BYTES + log.read(number).length;
            for (int bit = at * 8; bit < (at + length) * 8; bit++) {
                TestDisk rotten = disk.copy();
                rotten.flipBit(FIRST_SEGMENT, bit);

                DamagedLog refused = refusal(rotten);

                assertThat(refused).as("bit %d", bit).isNotNull();
                assertThat(refused.record()).isEqualTo(number);
                assertThat(refused.offset()).isEqualTo(at);
                assertThat(refused.file()).isEqualTo(FIRST_SEGMENT);
            }
            at += length;
        }
        assertThat((long) at).isEqualTo(disk.read(FIRST_SEGMENT).length);
    }

    @Test
    void anyFlippedBitOfASegmentsHeaderIsRefused() throws IOException {
        filled(disk, 12);
        for (int bit = 0; bit < Segment.HEADER_BYTES * 8; bit++) {
            TestDisk rotten = disk.copy();
            rotten.flipBit(FIRST_SEGMENT, bit);
            assertThat(refusal(rotten)).hasMessageContaining("header");
        }
    }

    @Test
    void aLogCutShortAtAnyByteIsNoticed() throws IOException {
        filled(disk, 12);
        for (int size = disk.read(FIRST_SEGMENT).length - 1; size >= 0; size--) {
            TestDisk shorter = disk.copy();
            shorter.cutFile(FIRST_SEGMENT, size);
            assertThat(refusal(shorter)).as("cut to %d bytes", size).isNotNull();
        }
    }

    @Test
    void aLogCutBetweenTwoRecordsSaysHowManyAreMissing() throws IOException {
        SegmentLog log = filled(disk, 12);
        int lastRecord = Segment.FRAME_BYTES + log.read(11).length;
        disk.cutFile(FIRST_SEGMENT, disk.read(FIRST_SEGMENT).length - lastRecord);

        assertThat(refusal(disk))
                .hasMessageContaining(FIRST_SEGMENT)
                .hasMessageContaining("11 records, its height mark says 12")
                .hasMessageContaining("Restore the data folder");
    }

    @Test
    void aMissingSegmentIsNoticedWhereverItWas() throws IOException {
        filled(disk, 200);
        for (String name : segmentNames()) {
            TestDisk without = disk.copy();
            without.remove("log/" + name);
            assertThat(refusal(without)).as(name).isNotNull();
        }
    }

    @Test
    void recordsWithoutAMarkAreRefused() throws IOException {
        filled(disk, 3);
        disk.remove("log/mark");

        assertThat(refusal(disk)).hasMessageContaining("height mark").hasMessageContaining("log/mark");
    }

    @Test
    void oneLostSlotOfTheMarkLeavesTheOther() throws IOException {
        filled(disk, 3);
        disk.flipBit("log/mark", 100);

        SegmentLog again = SegmentLog.open(disk, "log", SMALL);

        assertThat(again.next()).isEqualTo(3);
        assertThat(again.markHalfLost()).isTrue();
    }

    @Test
    void aTornTailBeyondTheMarkIsCutAndReported() throws IOException {
        SegmentLog log = filled(disk, 3);
        log.append(record(3));
        log.append(record(4));
        int size = disk.read(FIRST_SEGMENT).length;
        disk.cutFile(FIRST_SEGMENT, size - 5);
        disk.killProcess();

        SegmentLog again = SegmentLog.open(disk, "log", SMALL);

        int lengthOfLast = Segment.FRAME_BYTES + record(4).length;
        assertThat(again.next()).isEqualTo(4);
        assertThat(again.recoveredTail()).hasValueSatisfying(tail -> {
            assertThat(tail.file()).isEqualTo(FIRST_SEGMENT);
            assertThat(tail.record()).isEqualTo(4);
            assertThat(tail.offset()).isEqualTo(size - lengthOfLast);
            assertThat(tail.bytes()).isEqualTo(lengthOfLast - 5);
        });
        assertThat(again.append(record(4))).isEqualTo(4);
    }

    @Test
    void droppedSegmentsAreGoneAndTheLogRemembersItsFirstRecord() throws IOException {
        SegmentLog log = filled(disk, 200);
        int before = segmentNames().size();

        log.dropBefore(150);

        assertThat(segmentNames()).hasSizeLessThan(before);
        assertThat(log.first()).isBetween(1L, 150L);
        assertThatThrownBy(() -> log.read(0)).isInstanceOf(IndexOutOfBoundsException.class);
        log.close();
        SegmentLog again = SegmentLog.open(disk, "log", SMALL);
        assertThat(again.first()).isEqualTo(log.first());
        assertThat(again.read(150)).isEqualTo(record(150));
        disk.remove("log/" + segmentNames().getFirst());
        assertThat(refusal(disk)).hasMessageContaining("missing");
    }

    @Test
    void rotAfterOpeningIsNoticedWhenTheRecordIsRead() throws IOException {
        SegmentLog log = filled(disk, 12);
        disk.flipBit(FIRST_SEGMENT, (Segment.HEADER_BYTES + Segment.FRAME_BYTES) * 8L);

        assertThatThrownBy(() -> log.read(0)).isInstanceOf(DamagedLog.class).hasMessageContaining("record 0");
    }

    @Test
    void afterAFailedSyncNothingMoreIsWrittenUntilTheLogIsOpenedAnew() throws IOException {
        SegmentLog log = filled(disk, 3);
        log.append(record(3));
        disk.failSyncAfter(0);

        assertThatThrownBy(log::sync).isInstanceOf(IOException.class).hasMessageContaining(FIRST_SEGMENT);

        assertThatThrownBy(log::sync).hasMessageContaining("restart the node");
        assertThatThrownBy(() -> log.append(record(4))).hasMessageContaining("Input/output error");
        disk.killProcess();
        assertThat(SegmentLog.open(disk, "log", SMALL).next()).isEqualTo(4);
        disk.cutPower();
        assertThat(SegmentLog.open(disk, "log", SMALL).next()).isEqualTo(4);
    }

    @Test
    void aFullDiskFailsTheAppendAndTheLogGoesOnWhenThereIsRoom() throws IOException {
        SegmentLog log = filled(disk, 3);
        disk.full(10);

        assertThatThrownBy(() -> log.append(new byte[100]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(FIRST_SEGMENT)
                .hasMessageContaining("No space left");

        disk.lift();
        assertThat(log.append(record(3))).isEqualTo(3);
        log.sync();
        assertThat(SegmentLog.open(disk, "log", SMALL).next()).isEqualTo(4);
    }

    @Test
    void anEmptySegmentThatAFullDiskLeftBehindIsRemoved() throws IOException {
        filled(disk, 5).close();
        try (Disk.DiskFile leftover = disk.open("log/" + Segment.name(2))) {
            leftover.write(0, java.nio.ByteBuffer.wrap(new byte[7]));
        }

        SegmentLog again = SegmentLog.open(disk, "log", SMALL);

        assertThat(again.next()).isEqualTo(5);
        assertThat(segmentNames()).hasSize(1);
    }

    @Test
    void aGroupOfAppendsCostsTwoFsyncs() throws IOException {
        SegmentLog log = SegmentLog.open(disk, "log", SegmentLog.Options.DEFAULT);
        long before = disk.fsyncs();
        for (int i = 0; i < 100; i++) log.append(record(i));

        log.sync();
        log.sync();

        assertThat(disk.fsyncs() - before).isEqualTo(2);
        assertThat(log.fsyncs()).isEqualTo(2);
    }

    @Test
    void anOversizedRecordIsRefusedAndALargeOneGetsItsOwnSegment() throws IOException {
        SegmentLog log = filled(disk, 3);

        log.append(new byte[5000]);
        log.append(record(4));
        log.sync();

        assertThat(segmentNames()).hasSize(3);
        assertThat(log.read(3)).hasSize(5000);
        assertThatThrownBy(() -> log.append(new byte[RecordLog.MAX_RECORD_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onRealFilesALogComesBackAndDamageIsNoticed(@TempDir Path folder) throws IOException {
        FileDisk files = new FileDisk(folder);
        filled(files, 200).close();
        try (SegmentLog again = SegmentLog.open(files, "log", SMALL)) {
            assertThat(again.read(199)).isEqualTo(record(199));
            again.dropBefore(100);
            assertThat(again.first()).isPositive();
        }
        List<String> names = files.list("log");
        Path last = folder.resolve("log").resolve(names.get(names.size() - 2));
        byte[] intact = Files.readAllBytes(last);

        byte[] rotten = intact.clone();
        rotten[rotten.length - 1] ^= 1;
        Files.write(last, rotten);
        assertThat(refusal(files)).hasMessageContaining("checksum");

        Files.write(last, intact);
        SegmentLog.open(files, "log", SMALL).close();
        Files.write(last, new byte[] {0, 0, 0, 9}, StandardOpenOption.APPEND);
        try (SegmentLog again = SegmentLog.open(files, "log", SMALL)) {
            assertThat(again.recoveredTail()).isPresent();
            assertThat(Files.readAllBytes(last)).isEqualTo(intact);
        }
    }
}
