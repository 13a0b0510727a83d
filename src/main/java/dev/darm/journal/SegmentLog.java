package dev.darm.journal;

import dev.darm.world.Disk;
import dev.darm.world.Unlikely;
import dev.darm.world.World;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RecordLog} in segment files with a height mark beside them, on any {@link Disk}.
 *
 * <p><b>What can go wrong, and what holds.</b> A record is promised when {@link #sync} returns. By then its bytes were
 * synced, then the mark that counts it was written and synced, in this order: were they synced together, a power cut could
 * keep the mark and lose the records, and an honest log would be refused. So at every instant the mark on disk counts
 * only records that are on disk, and whatever opening finds falls in one of two classes:
 *
 * <ul>
 *   <li><em>Before the mark</em>: promised. A checksum that fails, a missing file, a file that ends early: never the work
 *       of a crash, always a disk or a hand. Opening throws {@link DamagedLog} and changes nothing.
 *   <li><em>Beyond the mark</em>: never promised. Intact records are kept, for their writer may have been about to hear
 *       that they were stored; from the first bad one on, the tail is what a crash left of unsynced writes, which a disk
 *       may store in any order. It is cut, and {@link #recoveredTail} tells.
 * </ul>
 *
 * <p>Without a mark, a file cut at a record's end looks like a shorter log. That is why the mark lies in its own file and
 * has its own sync. What the mark cannot see: a mark slot that rots falls back to the height one sync earlier, so only
 * both, that rot <em>and</em> a log cut short by exactly its last sync, go unseen ({@link #markHalfLost} tells of the
 * first); and a data folder that is replaced as a whole by an older copy of itself.
 *
 * <p><em>Folders.</em> A synced file can still vanish when its name was not: a new segment's name is synced before a
 * record in it can be; the mark is made by write, sync, rename, sync of the folder. Dropping goes the other way: first
 * the mark says where the log begins, durably, then names are removed; a crash between leaves files that the next
 * opening removes, never a gap that it would take for damage.
 *
 * <p><em>A failed sync is final.</em> After it the kernel may hold the lost pages as clean, and a second sync would
 * succeed without storing them. So the log then refuses to write until it is opened anew, and opening writes the records
 * beyond the mark once more before it syncs them. A failed <em>append</em> (a full disk) is not final: what was written of
 * the record is taken away, and the log goes on when there is room.
 *
 * <p><em>Cost.</em> One {@link #sync} is two fsyncs, whatever the number of appends before it; a new segment costs two
 * more. {@link Options#syncsPerMark} above 1 saves mark fsyncs: the mark is still written at each sync (it survives
 * {@code kill -9}), but after a power cut up to that many syncs at the end are intact only if nobody shortened the file:
 * still stored, but no longer watched. Figures: {@code docs/decisions/height-mark.md}.
 */
public final class SegmentLog implements RecordLog {

    /**
     * How a log is laid out.
     *
     * @param segmentBytes a segment that would grow beyond this many bytes is followed by a new one, 1 KiB to 1 GiB; a
     *     larger record still gets a segment of its own
     * @param syncsPerMark every how many syncs the mark is synced too, at least 1
     * @param rollsEarly asked before each record: whether it begins a new segment though the last is not full
     */
    public record Options(long segmentBytes, int syncsPerMark, BooleanSupplier rollsEarly) {

        public static final Options DEFAULT = new Options(64 << 20, 1);

        public Options {
            if (segmentBytes < 1 << 10 || segmentBytes > 1 << 30)
                throw new IllegalArgumentException("a segment has 1 KiB to 1 GiB, not " + segmentBytes + " bytes");
            if (syncsPerMark < 1) throw new IllegalArgumentException("syncsPerMark is at least 1, not " + syncsPerMark);
        }

        public Options(long segmentBytes, int syncsPerMark) {
            this(segmentBytes, syncsPerMark, () -> false);
        }

        /** The same for a node of {@code world}. */
        public Options in(World world) {
            return new Options(segmentBytes, syncsPerMark, () -> world.unlikely(Unlikely.SEGMENT_ROLLS_EARLY));
        }
    }

    /** What opening cut off: {@code bytes} at {@code offset} of {@code file}, where record {@code record} would start. */
    public record Tail(String file, long offset, long bytes, long record, String why) {}

    private final Disk disk;
    private final String folder;
    private final Options options;
    private final HeightMark mark;
    private final ConcurrentSkipListMap<Long, Segment> segments;
    private final Optional<Tail> recoveredTail;
    private final AtomicLong fsyncs = new AtomicLong();

    /** The segment that grows; the last of {@link #segments}. */
    private volatile Segment active;

    /** How many records are durable and counted in the mark as written. */
    private long synced;

    private int syncsSinceMark;
    private @Nullable IOException broken;

    private SegmentLog(Disk disk, String folder, Options options, LogOpening opened) throws IOException {
        this.disk = disk;
        this.folder = folder;
        this.options = options;
        this.mark = opened.mark();
        this.segments = opened.segments();
        this.recoveredTail = opened.tail();
        this.active = segments.lastEntry().getValue();
        this.synced = mark.height().next();
        if (next() > synced) {
            sync();
        }
    }

    /**
     * Opens the log in {@code folder}, or makes an empty one; reads and verifies every record.
     *
     * @throws DamagedLog when a promised record is missing or changed; nothing was written then
     * @throws IOException naming the path, when the disk fails
     */
    public static SegmentLog open(Disk disk, String folder, Options options) throws IOException {
        return new SegmentLog(disk, folder, options, LogOpening.open(disk, folder));
    }

    /** The unpromised end of the log that opening cut off, if any. */
    public Optional<Tail> recoveredTail() {
        return recoveredTail;
    }

    /** One slot of the mark was unreadable at opening: torn by a crash, or rotten; the other one counted. */
    public boolean markHalfLost() {
        return mark.halfLost();
    }

    /** How many fsyncs this log asked for since it was opened, folders and marks included. */
    public long fsyncs() {
        return fsyncs.get();
    }

    @Override
    public long append(byte[] record) throws IOException {
        if (record.length > MAX_RECORD_BYTES)
            throw new IllegalArgumentException(
                    "a record has at most %d bytes, not %d".formatted(MAX_RECORD_BYTES, record.length));
        usable();
        boolean full = active.end() + Segment.FRAME_BYTES + record.length > options.segmentBytes();
        if (active.next() > active.first && (full || options.rollsEarly().getAsBoolean())) roll();
        try {
            active.append(record);
        } catch (IOException e) {
            takeAway(e);
            throw e;
        }
        return active.next() - 1;
    }

    private void takeAway(IOException failure) {
        try {
            active.cut();
        } catch (IOException e) {
            failure.addSuppressed(e);
            broken = failure;
        }
    }

    private void roll() throws IOException {
        syncOrBreak(active);
        Segment created = createAt(active.next());
        segments.put(created.first, created);
        active = created;
        try {
            fsyncs.incrementAndGet();
            disk.syncFolder(folder);
        } catch (IOException e) {
            broken = e;
            throw e;
        }
    }

    /** A segment that could not be made must not stay behind: the one before may go on growing past its number. */
    private Segment createAt(long first) throws IOException {
        try {
            return Segment.create(disk, folder, first);
        } catch (IOException e) {
            String path = folder + "/" + Segment.name(first);
            try {
                if (disk.exists(path)) disk.delete(path);
            } catch (IOException undeleted) {
                e.addSuppressed(undeleted);
                broken = e;
            }
            throw e;
        }
    }

    @Override
    public void sync() throws IOException {
        usable();
        if (next() == synced) return;
        syncOrBreak(active);
        markHeight(first(), ++syncsSinceMark >= options.syncsPerMark());
    }

    private void syncOrBreak(Segment segment) throws IOException {
        try {
            fsyncs.incrementAndGet();
            segment.sync();
        } catch (IOException e) {
            broken = e;
            throw e;
        }
    }

    private void markHeight(long first, boolean durably) throws IOException {
        try {
            mark.write(first, next(), active.first, active.end());
            if (durably) {
                fsyncs.incrementAndGet();
                mark.sync();
                syncsSinceMark = 0;
            }
        } catch (IOException e) {
            broken = e;
            throw e;
        }
        synced = next();
    }

    private void usable() throws IOException {
        if (broken != null)
            throw new IOException(
                    folder + ": an earlier write to this log failed, so nothing more is written to it until it is"
                            + " opened anew (restart the node): " + broken.getMessage(),
                    broken);
    }

    @Override
    public long first() {
        return segments.firstKey();
    }

    @Override
    public long next() {
        return active.next();
    }

    @Override
    public byte[] read(long number) throws IOException {
        Map.Entry<Long, Segment> holder = segments.floorEntry(number);
        if (holder == null || number >= holder.getValue().next()) throw notKept(number);
        try {
            return holder.getValue().read(number);
        } catch (IOException e) {
            if (number < first()) throw notKept(number); // dropped, and its file closed, while we read
            throw e;
        }
    }

    private IndexOutOfBoundsException notKept(long number) {
        return new IndexOutOfBoundsException(
                "%s: record %d is not kept; records %d to %d are".formatted(folder, number, first(), next() - 1));
    }

    @Override
    public void forEach(long from, Visitor visitor) throws IOException {
        for (long number = Math.max(from, first()); number < next(); number++) visitor.visit(number, read(number));
    }

    @Override
    public long dropPoint(long number) {
        Long point = segments.floorKey(Math.min(number, next()));
        return point == null ? first() : point;
    }

    @Override
    public void dropBefore(long number) throws IOException {
        usable();
        Map.Entry<Long, Segment> keep = segments.floorEntry(Math.min(number, next()));
        if (keep == null || keep.getKey() == first()) return;
        sync();
        markHeight(keep.getKey(), true);
        for (Segment old : segments.headMap(keep.getKey()).values()) {
            segments.remove(old.first);
            old.close();
            disk.delete(old.path);
        }
        disk.syncFolder(folder);
        fsyncs.incrementAndGet();
    }

    /**
     * The new segment is there, durably, before the mark names it: until then it is what a crash left beyond the mark, and
     * from then on the old segments are an interrupted drop.
     */
    @Override
    public void skipTo(long number) throws IOException {
        usable();
        if (number < next()) throw new IllegalArgumentException("record " + number + " is below " + next());
        if (number == next() && number == first()) return;
        sync();
        if (active.next() == number && active.first == number) {
            dropBefore(number);
            return;
        }
        Segment created = createAt(number);
        try {
            syncOrBreak(created);
            fsyncs.incrementAndGet();
            disk.syncFolder(folder);
        } catch (IOException e) {
            broken = e;
            throw e;
        }
        segments.put(number, created);
        active = created;
        markHeight(number, true);
        for (Segment old : segments.headMap(number).values()) {
            segments.remove(old.first);
            old.close();
            disk.delete(old.path);
        }
        disk.syncFolder(folder);
        fsyncs.incrementAndGet();
    }

    /** Syncs what was appended, unless the log is broken, and closes its files. */
    @Override
    public void close() throws IOException {
        try (mark) {
            if (broken == null && (next() > synced || syncsSinceMark > 0)) {
                syncOrBreak(active);
                markHeight(first(), true);
            }
        } finally {
            for (Segment segment : segments.values()) segment.close();
        }
    }
}
