package dev.darm.journal;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of a {@link SegmentLog}: a header, then records one after the other.
 *
 * <pre>
 *   header   magic "DARMSEG\n" (8 bytes), format version u32 = 1, number of the first record u64, CRC-32C of these 20
 *   record   length u32, CRC-32C over length, number (u64) and bytes, the bytes
 * </pre>
 *
 * <p>A record's number is in its checksum but not in the file, so an intact record in the wrong place is a bad record.
 * The checksum covers the length too: a bit flipped there cannot send the reader elsewhere unseen.
 */
final class Segment implements AutoCloseable {

    static final int HEADER_BYTES = 24;
    static final int FRAME_BYTES = 8;
    private static final int VERSION = 1;
    private static final byte[] MAGIC = {'D', 'A', 'R', 'M', 'S', 'E', 'G', '\n'};
    private static final int COPY_BYTES = 1 << 20;

    /** What is wrong with the first bad record of a segment, and where. */
    record Fault(String file, long record, long offset, String why) {
        static Fault missing(String file, long record) {
            return new Fault(file, record, 0, "the file is missing");
        }
    }

    final String path;
    final long first;
    private final Disk.DiskFile file;

    /** Where each record starts, and where the last one ends; entries up to {@link #count} never change: no lock. */
    private volatile int[] starts = new int[16];

    private volatile int count;

    private Segment(String path, long first, Disk.DiskFile file) {
        this.path = path;
        this.first = first;
        this.file = file;
        starts[0] = HEADER_BYTES;
    }

    static String name(long first) {
        return "%020d.seg".formatted(first);
    }

    /** Opens a segment that exists; {@link #scan} must follow. */
    static Segment open(Disk disk, String folder, long first) throws IOException {
        String path = folder + "/" + name(first);
        return new Segment(path, first, disk.open(path));
    }

    /** Makes an empty segment, over whatever was left under its name; the folder must be synced after it. */
    static Segment create(Disk disk, String folder, long first) throws IOException {
        Segment segment = open(disk, folder, first);
        try {
            segment.file.truncate(0);
            segment.file.write(0, ByteBuffer.wrap(header(first)));
        } catch (IOException e) {
            segment.close();
            throw e;
        }
        return segment;
    }

    private static byte[] header(long first) {
        byte[] body = new ByteWriter().raw(MAGIC).i32(VERSION).i64(first).toBytes();
        CRC32C crc = new CRC32C();
        crc.update(body);
        return new ByteWriter().raw(body).i32((int) crc.getValue()).toBytes();
    }

    private static int checksum(long number, byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(new ByteWriter().i32(record.length).i64(number).toBytes());
        crc.update(record);
        return (int) crc.getValue();
    }

    /** Verifies every record and learns where they start; returns the first fault, or null when there is none. */
    @Nullable
    Fault scan() throws IOException {
        long size = file.size();
        byte[] header = new byte[HEADER_BYTES];
        file.read(0, ByteBuffer.wrap(header));
        if (!Arrays.equals(header, header(first)))
            return new Fault(path, first, 0, "the segment's header is not as written");
        ForwardReader reader = new ForwardReader(file, HEADER_BYTES);
        while (end() < size) {
            long left = size - end();
            if (left < FRAME_BYTES) return fault("the file ends inside its frame");
            ByteReader frame = new ByteReader(reader.take(FRAME_BYTES));
            int length = frame.i32();
            int crc = frame.i32();
            if (length < 0 || length > RecordLog.MAX_RECORD_BYTES) return fault("impossible length " + length);
            if (length > left - FRAME_BYTES)
                return fault("needs %d bytes, the file ends after %d".formatted(length, left - FRAME_BYTES));
            if (checksum(next(), reader.take(length)) != crc) return fault("its checksum does not match");
            added(length);
        }
        return null;
    }

    private Fault fault(String why) {
        return new Fault(path, next(), end(), why);
    }

    /** Hears of a record whose checksum holds: its number, and where its bytes lie. */
    @FunctionalInterface
    interface Salvaged {
        void found(long number, long offset, int length);
    }

    /** Tells of every record that can be read, also behind bad ones; learns nothing. */
    void salvage(Salvaged to) throws IOException {
        long size = file.size();
        long number = first;
        boolean sure = true;
        for (long at = HEADER_BYTES; size - at >= FRAME_BYTES; number++) {
            ByteReader frame = new ByteReader(readAt(at, FRAME_BYTES));
            int length = frame.i32();
            int crc = frame.i32();
            if (length < 0 || length > size - at - FRAME_BYTES) return;
            boolean good = checksum(number, readAt(at + FRAME_BYTES, length)) == crc;
            if (!good && !sure) return;
            if (good) to.found(number, at + FRAME_BYTES, length);
            sure = good;
            at += FRAME_BYTES + length;
        }
    }

    byte[] readAt(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.read(offset, bytes);
        return bytes.array();
    }

    /** Writes a record behind the last; when that fails, {@link #cut} takes away what was written of it. */
    void append(byte[] record) throws IOException {
        byte[] framed = new ByteWriter()
                .i32(record.length)
                .i32(checksum(next(), record))
                .raw(record)
                .toBytes();
        file.write(end(), ByteBuffer.wrap(framed));
        added(record.length);
    }

    private void added(int length) {
        int after = count + 1;
        int[] known = starts;
        if (after == known.length) {
            known = Arrays.copyOf(known, after * 2);
            starts = known;
        }
        known[after] = known[after - 1] + FRAME_BYTES + length;
        count = after;
    }

    byte[] read(long number) throws IOException {
        int at = (int) (number - first);
        int start = starts[at];
        ByteBuffer framed = ByteBuffer.allocate(starts[at + 1] - start);
        file.read(start, framed);
        ByteReader from = new ByteReader(framed.array());
        int length = from.i32();
        int crc = from.i32();
        if (length != from.remaining()) throw DamagedLog.at(path, start, number, "its length changed to " + length);
        byte[] record = from.raw(length);
        if (checksum(number, record) != crc) throw DamagedLog.at(path, start, number, "its checksum does not match");
        return record;
    }

    /** Cuts off everything behind the last intact record; returns how many bytes that was. */
    long cut() throws IOException {
        long tail = file.size() - end();
        if (tail > 0) file.truncate(end());
        return tail;
    }

    /** Writes the bytes from {@code offset} to the end again, so that the next {@link #sync} has to store them. */
    void rewriteFrom(long offset) throws IOException {
        for (long at = offset; at < end(); ) {
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(COPY_BYTES, end() - at));
            file.read(at, piece);
            file.write(at, piece.flip());
            at += piece.limit();
        }
    }

    /** Where record {@code number} starts, or would start, in bytes. */
    long startOf(long number) {
        return starts[(int) (number - first)];
    }

    long size() throws IOException {
        return file.size();
    }

    long next() {
        return first + count;
    }

    /** Where the last intact record ends, in bytes. */
    long end() {
        return starts[count];
    }

    void sync() throws IOException {
        file.sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
