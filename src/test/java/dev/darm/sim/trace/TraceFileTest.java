package dev.darm.sim.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceFileTest {

    private Path file = Path.of("unset");

    @BeforeTry
    @BeforeEach
    void createFile() throws IOException {
        file = Files.createTempFile("darm-trace", ".trace");
    }

    @AfterTry
    @AfterEach
    void deleteFile() throws IOException {
        Files.deleteIfExists(file);
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(@ForAll("acts") List<Runs.Act> acts) throws IOException {
        List<TraceEvent> written = new ArrayList<>();
        TraceRecorder recorder = new TraceRecorder(16);
        recorder.name(3, "node \uD800 3");
        recorder.record(written::add);
        try (TraceWriter writer = TraceWriter.create(file, Runs.HEADER)) {
            recorder.record(writer);
            Runs.play(acts, recorder);
            writer.complete();
        }

        try (TraceReader reader = TraceReader.open(file, Runs.BUILD)) {
            assertThat(reader.header()).isEqualTo(Runs.HEADER);
            assertThat(all(reader)).isEqualTo(written);
            assertThat(reader.ending().state()).isEqualTo(TraceEnding.State.COMPLETE);
            assertThat(reader.ending().hash()).isEqualTo(recorder.hash());
        }
    }

    @Test
    void aRunOfManyBlocksIsRead() throws IOException {
        TraceRecorder recorder = new TraceRecorder();
        try (TraceWriter writer = TraceWriter.create(file, Runs.HEADER)) {
            recorder.record(writer);
            Runs.play(7, 200_000, recorder);
            writer.complete();
        }

        assertThat(Files.size(file)).isGreaterThan(4L * TraceFormat.BLOCK_SIZE).isLessThan(16L * 200_000);
        try (TraceReader reader = TraceReader.open(file)) {
            List<TraceEvent> events = all(reader);
            assertThat(events).hasSize(200_000);
            assertThat(events.subList(100_000, 200_000))
                    .isEqualTo(recorder.snapshot().last());
        }
    }

    @Test
    void aFileThatIsCutShortAnywhereReadsToItsLastWholeBlockAndSaysSo() throws IOException {
        List<Integer> ends = new ArrayList<>();
        byte[] whole = smallTrace(ends);
        int start = ends.getFirst();

        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            if (length < start) {
                assertThatThrownBy(() -> TraceReader.open(file).close())
                        .isInstanceOf(TraceUnreadable.class)
                        .hasMessageContaining("cut short at byte " + length);
                continue;
            }
            try (TraceReader reader = TraceReader.open(file)) {
                int cut = length;
                long blocks = ends.stream().filter(end -> end <= cut).count() - 1;
                assertThat(all(reader)).hasSize((int) Math.min(3, blocks) * 5);
                assertThat(reader.ending().state()).isEqualTo(TraceEnding.State.CUT_SHORT);
                assertThat(reader.ending().text()).contains("cut short after byte");
            }
        }
    }

    @Test
    void anyFlippedBitIsNoticed() throws IOException {
        byte[] whole = smallTrace(new ArrayList<>());
        for (int i = 0; i < whole.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[i] ^= (byte) (1 << bit);
                Files.write(file, flipped);
                assertThatThrownBy(this::readAll)
                        .isInstanceOf(TraceUnreadable.class)
                        .hasMessageContaining(file.toString());
            }
        }
    }

    @Test
    void bytesAfterTheEndingAreNoticed() throws IOException {
        byte[] whole = smallTrace(new ArrayList<>());
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));

        assertThatThrownBy(this::readAll).hasMessageContaining("bytes after the ending");
    }

    @Test
    void blocksThatChangedPlacesAreNoticed() throws IOException {
        List<Integer> ends = new ArrayList<>();
        byte[] whole = smallTrace(ends);
        Files.write(
                file,
                new ByteWriter()
                        .raw(Arrays.copyOfRange(whole, 0, ends.get(0)))
                        .raw(Arrays.copyOfRange(whole, ends.get(1), ends.get(2)))
                        .raw(Arrays.copyOfRange(whole, ends.get(0), ends.get(1)))
                        .raw(Arrays.copyOfRange(whole, ends.get(2), whole.length))
                        .toBytes());

        assertThatThrownBy(this::readAll).hasMessageContaining("a block from event 5 where 0 comes next");
    }

    @Test
    void anotherVersionOfTheFormatIsRefusedAndBothAreNamed() throws IOException {
        byte[] start = new ByteWriter()
                .raw(TraceFormat.MAGIC)
                .i32(2)
                .text("0.9.0")
                .text("abcdef0")
                .toBytes();
        Files.write(
                file,
                new ByteWriter()
                        .raw(start)
                        .i32(TraceFormat.crc(start, 0, start.length))
                        .toBytes());

        assertThatThrownBy(this::readAll)
                .hasMessage(
                        file + ": a trace of format version 2, recorded by DARM 0.9.0, commit abcdef0; this DARM reads "
                                + "version 1");
    }

    @Test
    void anotherCommitIsRefusedForReplayAndBothAreNamedButItCanBeLookedAt() throws IOException {
        Files.write(file, smallTrace(new ArrayList<>()));

        assertThatThrownBy(() -> TraceReader.open(file, new Build("0.2.0", "fedcba9")))
                .isInstanceOf(TraceUnreadable.class)
                .hasMessageContaining("recorded by DARM 0.1.0, commit 6420602; this is DARM 0.2.0, commit fedcba9");
        try (TraceReader reader = TraceReader.open(file)) {
            assertThat(all(reader)).hasSize(15);
        }
    }

    @Test
    void whatIsNoTraceIsNamed() throws IOException {
        Files.writeString(file, "name = storm, nodes = 3");

        assertThatThrownBy(this::readAll).hasMessage(file + ": not a trace of DARM");
    }

    @Test
    void aRunThatWasInterruptedSaysSoAndHasAllItsEvents() throws IOException {
        try (TraceWriter writer = TraceWriter.create(file, Runs.HEADER)) {
            TraceRecorder recorder = new TraceRecorder();
            recorder.record(writer);
            Runs.play(3, 1_234, recorder);
        }

        try (TraceReader reader = TraceReader.open(file)) {
            assertThat(all(reader)).hasSize(1_234);
            assertThat(reader.ending().state()).isEqualTo(TraceEnding.State.INTERRUPTED);
            assertThat(reader.ending().text()).startsWith("1234 events, then the run was interrupted");
        }
        assertThat(TraceWriter.howToReplay(Path.of("storm.trace"))).isEqualTo("./darm sim replay storm.trace");
    }

    @Test
    void aTraceThatCannotBeWrittenStopsTheRun() throws IOException {
        ByteArrayOutputStream full = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                if (count + length > 1_000) throw new UncheckedIOException(new IOException("No space left on device"));
                super.write(bytes, from, length);
            }
        };
        TraceRecorder recorder = new TraceRecorder();
        recorder.record(TraceWriter.to(full, Runs.HEADER));

        assertThatThrownBy(() -> Runs.play(1, 200_000, recorder)).hasMessageContaining("No space left on device");
    }

    @Test
    void theBytesOfATraceAreTheSameInEveryVersion() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TraceRecorder recorder = new TraceRecorder();
        recorder.name(0, "n0");
        try (TraceWriter writer = TraceWriter.to(bytes, Runs.HEADER)) {
            recorder.record(writer);
            recorder.event(1, 5, 0, Kind.DELIVERY, "/user/a", "Vote", 300);
            recorder.event(1, 5, 0, Kind.SEND, "n0>n1", "Vote", 300, -2, () -> "to π");
            recorder.event(9, 4, -1, Kind.FAULT, "n0", "crash", 0);
            writer.complete();
        }

        assertThat(HexFormat.of().formatHex(bytes.toByteArray()))
                .isEqualTo("4441524d54524143" + "00000001" // magic, format version
                        + "00000005302e312e30" + "0000000736343230363032" + "d3e4b099" // build, checksum
                        + "48" + "00000042" + "17047a41" // header: type, length, checksum
                        + "0000000573746f726d" // scenario, and its text
                        + "000000176e616d65203d2073746f726d0a6e6f646573203d20330a"
                        + "000000000000002a" // seed
                        + "0000000832352e302e312b38" + "00000006633066666565" + "c8e5122c" // JVM, config, checksum
                        + "45" + "0000005f" + "a5412b70" // block: type, length, checksum
                        + "00" + "03" + "02" + "0a" + "3564b439cd1e1f16" // first event, events, step, time, hash
                        + "05" + "0e2f757365722f61" + "08566f7465" + "0a6e303e6e31" + "046e30" + "0a6372617368" // texts
                        + "02" + "010672756e" + "00046e30" // machines: run, n0
                        + "50" + "00" + "00" + "01" + "d804" // delivery: flags, machine, subject, detail, size
                        + "d4" + "00" + "02" + "01" + "d904" + "fffffffffffffffe"
                        + "090074006f002003c0" // send, with content and note
                        + "08" + "10" + "01" + "01" + "03" + "04" + "00" // fault: eight steps on, a nanosecond back
                        + "7c004041cb69a2d9" + "d5c65abe" // hash, checksum
                        + "5a" + "00000011" + "aa71eded" // ending: type, length, checksum
                        + "00" + "0000000000000003" + "7c004041cb69a2d9" + "ec6b6882"); // complete, events, hash
    }

    /** Three blocks of five events; {@code ends} takes where the header and each block end. */
    private static byte[] smallTrace(List<Integer> ends) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TraceWriter writer = TraceWriter.to(bytes, Runs.HEADER)) {
            ends.add(bytes.size());
            TraceRecorder recorder = new TraceRecorder();
            recorder.record(writer);
            recorder.record(event -> {
                if (event.number() % 5 != 4) return;
                try {
                    writer.flush();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                ends.add(bytes.size());
            });
            Runs.play(11, 15, recorder);
            writer.complete();
        }
        return bytes.toByteArray();
    }

    private void readAll() throws IOException {
        try (TraceReader reader = TraceReader.open(file)) {
            all(reader);
        }
    }

    private static List<TraceEvent> all(TraceReader reader) throws IOException {
        List<TraceEvent> events = new ArrayList<>();
        for (TraceEvent event = reader.next(); event != null; event = reader.next()) events.add(event);
        return events;
    }

    @Provide
    Arbitrary<List<Runs.Act>> acts() {
        return Runs.acts(60);
    }
}
