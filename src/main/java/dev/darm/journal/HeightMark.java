package dev.darm.journal;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The height that a log has durably reached, in a file of its own: two slots of which the newer intact one counts. A new
 * height goes into the slot that does not hold the last synced one, so a torn write leaves that; the slots lie a page
 * apart, so no single page of the disk holds both.
 */
final class HeightMark implements AutoCloseable {

    /**
     * A height: {@code next} records were made durable (those before {@code first} have been dropped), and the last one
     * ends at byte {@code offset} of the segment that starts with record {@code segment}.
     */
    record Height(long sequence, long first, long next, long segment, long offset) {

        private static final int MAGIC = 0x4D41524B;
        private static final int VERSION = 1;
        private static final int BYTES = 52;

        byte[] bytes() {
            byte[] body = new ByteWriter()
                    .i32(MAGIC)
                    .i32(VERSION)
                    .i64(sequence)
                    .i64(first)
                    .i64(next)
                    .i64(segment)
                    .i64(offset)
                    .toBytes();
            return new ByteWriter().raw(body).i32(crc(body)).toBytes();
        }

        static Optional<Height> read(byte[] slot) {
            byte[] body = Arrays.copyOf(slot, BYTES - Integer.BYTES);
            ByteReader from = new ByteReader(slot);
            if (from.i32() != MAGIC || from.i32() != VERSION) return Optional.empty();
            Height height = new Height(from.i64(), from.i64(), from.i64(), from.i64(), from.i64());
            return from.i32() == crc(body) ? Optional.of(height) : Optional.empty();
        }

        private static int crc(byte[] body) {
            CRC32C crc = new CRC32C();
            crc.update(body);
            return (int) crc.getValue();
        }
    }

    static final String NAME = "mark";
    private static final int SLOT_DISTANCE = 4096;

    private final Disk.DiskFile file;
    private final boolean halfLost;
    private Height height;

    /** Which slot holds the last synced height, 0 or 1; the other one may be written. */
    private int syncedSlot;

    private HeightMark(Disk.DiskFile file, Height height, int syncedSlot, boolean halfLost) {
        this.file = file;
        this.height = height;
        this.syncedSlot = syncedSlot;
        this.halfLost = halfLost;
    }

    /** Opens the mark in {@code folder}; empty when there is none, or none of its slots is intact. */
    static Optional<HeightMark> open(Disk disk, String folder) throws IOException {
        String path = folder + "/" + NAME;
        if (!disk.exists(path)) return Optional.empty();
        Disk.DiskFile file = disk.open(path);
        Optional<Height> even = slot(file, 0);
        Optional<Height> odd = slot(file, 1);
        if (even.isEmpty() && odd.isEmpty()) {
            file.close();
            return Optional.empty();
        }
        boolean isOdd = even.isEmpty()
                || odd.isPresent() && odd.get().sequence() > even.get().sequence();
        return Optional.of(new HeightMark(
                file, isOdd ? odd.orElseThrow() : even.orElseThrow(), isOdd ? 1 : 0, even.isEmpty() || odd.isEmpty()));
    }

    /** Stores the height that was read once more: a sync before the restart may have failed and left it unstored. */
    void settle() throws IOException {
        file.write((long) syncedSlot * SLOT_DISTANCE, ByteBuffer.wrap(height.bytes()));
        file.sync();
    }

    /** Makes the mark of an empty log, durably. */
    static HeightMark create(Disk disk, String folder) throws IOException {
        Height zero = new Height(0, 0, 0, 0, Segment.HEADER_BYTES);
        Height one = new Height(1, 0, 0, 0, Segment.HEADER_BYTES);
        ByteBuffer both = ByteBuffer.allocate(SLOT_DISTANCE + Height.BYTES);
        both.put(0, zero.bytes()).put(SLOT_DISTANCE, one.bytes());
        disk.replace(folder + "/" + NAME, both.array());
        return new HeightMark(disk.open(folder + "/" + NAME), one, 1, false);
    }

    private static Optional<Height> slot(Disk.DiskFile file, int slot) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Height.BYTES);
        int read = file.read((long) slot * SLOT_DISTANCE, bytes);
        return read < Height.BYTES ? Optional.empty() : Height.read(bytes.array());
    }

    Height height() {
        return height;
    }

    /** One slot was unreadable: torn by a crash, or rotten. The other one counted. */
    boolean halfLost() {
        return halfLost;
    }

    /** Writes a new height; durable after {@link #sync}, which must follow a write. */
    void write(long first, long next, long segment, long offset) throws IOException {
        Height later = new Height(height.sequence() + 1, first, next, segment, offset);
        file.write((long) (1 - syncedSlot) * SLOT_DISTANCE, ByteBuffer.wrap(later.bytes()));
        height = later;
    }

    void sync() throws IOException {
        file.sync();
        syncedSlot = 1 - syncedSlot;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
