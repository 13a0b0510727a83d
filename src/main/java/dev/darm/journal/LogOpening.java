package dev.darm.journal;

import dev.darm.world.Disk;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What opening a log finds: its mark, its segments with every record verified, and the unpromised tail that was cut.
 * Reading comes first and decides; only a log that lost nothing promised is changed at all.
 */
record LogOpening(HeightMark mark, ConcurrentSkipListMap<Long, Segment> segments, Optional<SegmentLog.Tail> tail) {

    static final Pattern SEGMENT_NAME = Pattern.compile("\\d{20}\\.seg");

    static LogOpening open(Disk disk, String folder) throws IOException {
        ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
        @Nullable HeightMark mark = null;
        try {
            if (!disk.exists(folder)) makeFolder(disk, folder);
            for (String name : disk.list(folder))
                if (SEGMENT_NAME.matcher(name).matches()) {
                    long first = Long.parseLong(name.substring(0, 20));
                    segments.put(first, Segment.open(disk, folder, first));
                }
            mark = HeightMark.open(disk, folder).orElse(null);
            if (mark == null) mark = firstMark(disk, folder, segments);
            Segment.@Nullable Fault fault = verify(folder, mark.height(), segments);
            return new LogOpening(mark, segments, settle(disk, folder, mark, segments, fault));
        } catch (IOException e) {
            for (Segment segment : segments.values()) segment.close();
            if (mark != null) mark.close();
            throw e;
        }
    }

    private static void makeFolder(Disk disk, String folder) throws IOException {
        disk.createFolders(folder);
        int slash = folder.lastIndexOf('/');
        disk.syncFolder(slash < 0 ? "" : folder.substring(0, slash));
    }

    private static HeightMark firstMark(Disk disk, String folder, ConcurrentSkipListMap<Long, Segment> segments)
            throws IOException {
        if (!segments.isEmpty()) {
            Segment oldest = segments.firstEntry().getValue();
            throw DamagedLog.at(
                    oldest.path,
                    0,
                    oldest.first,
                    "there are segments but no readable height mark (" + folder + "/" + HeightMark.NAME
                            + "), so nobody can say how many records were promised");
        }
        return HeightMark.create(disk, folder);
    }

    /**
     * Verifies every record; returns the first fault beyond the mark, or null when there is none. A segment without a
     * record inside the range of the one before it is what a full disk left of a failed start; bytes behind a segment's
     * last record, when the next segment goes on with the very next number, are a tail that was cut when the sync of that
     * cut failed. {@link #settle} removes both.
     */
    private static Segment.@Nullable Fault verify(
            String folder, HeightMark.Height height, ConcurrentSkipListMap<Long, Segment> segments) throws IOException {
        long next = height.first();
        @Nullable Segment last = null;
        Segment.@Nullable Fault fault = null;
        for (Segment segment : segments.tailMap(height.first()).values()) {
            if (segment.first < next && segment.size() <= Segment.HEADER_BYTES) continue;
            if (segment.first != next) fault = Segment.Fault.missing(folder + "/" + Segment.name(next), next);
            if (fault != null) break;
            fault = segment.scan();
            if (fault != null && fault.record() > segment.first && segments.containsKey(fault.record())) fault = null;
            next = segment.next();
            last = segment;
            checkMarkedEnd(height, segment);
        }
        if (next < height.next()) throw damage(folder, height, next, fault, last);
        return fault;
    }

    /** Cuts the tail, finishes an interrupted drop, and makes durable what is left; at least one segment is. */
    private static Optional<SegmentLog.Tail> settle(
            Disk disk,
            String folder,
            HeightMark mark,
            ConcurrentSkipListMap<Long, Segment> segments,
            Segment.@Nullable Fault fault)
            throws IOException {
        HeightMark.Height height = mark.height();
        Optional<SegmentLog.Tail> tail = fault == null ? Optional.empty() : Optional.of(cut(disk, segments, fault));
        long covered = height.first();
        for (Segment segment : segments.values())
            if (segment.first < covered) remove(disk, segments, segment);
            else {
                covered = segment.next();
                segment.cut();
            }
        if (segments.isEmpty()) segments.put(height.next(), Segment.create(disk, folder, height.next()));
        disk.syncFolder(folder);
        mark.settle();
        rewriteTail(height, segments);
        return tail;
    }

    private static DamagedLog damage(
            String folder, HeightMark.Height height, long next, Segment.@Nullable Fault fault, @Nullable Segment last) {
        if (fault != null) return DamagedLog.at(fault.file(), fault.offset(), fault.record(), fault.why());
        return last == null
                ? DamagedLog.shorter(folder, 0, height.first(), next, height.next())
                : DamagedLog.shorter(last.path, last.end(), height.first(), next, height.next());
    }

    /** The mark and the segment must agree on where the last promised record ends. */
    private static void checkMarkedEnd(HeightMark.Height height, Segment segment) throws DamagedLog {
        if (segment.first != height.segment() || segment.next() < height.next()) return;
        long end = segment.startOf(height.next());
        if (end != height.offset())
            throw DamagedLog.at(
                    segment.path,
                    end,
                    height.next(),
                    "the height mark has it at byte %d: mark and segment are not of one log"
                            .formatted(height.offset()));
    }

    /** Cuts at {@code fault} and removes every segment behind it. */
    private static SegmentLog.Tail cut(Disk disk, ConcurrentSkipListMap<Long, Segment> segments, Segment.Fault fault)
            throws IOException {
        boolean behind = false;
        long bytes = 0;
        for (Segment segment : segments.values()) {
            boolean faulty = segment.path.equals(fault.file());
            if (faulty && fault.offset() > 0) {
                bytes += segment.cut();
            } else if (faulty || behind || segment.first >= fault.record()) {
                bytes += segment.size();
                remove(disk, segments, segment);
            }
            behind |= faulty;
        }
        return new SegmentLog.Tail(fault.file(), fault.offset(), bytes, fault.record(), fault.why());
    }

    private static void remove(Disk disk, ConcurrentSkipListMap<Long, Segment> segments, Segment segment)
            throws IOException {
        segments.remove(segment.first);
        segment.close();
        disk.delete(segment.path);
    }

    /** A sync that failed before the restart may have left unstored pages that pass for clean: make them dirty again. */
    private static void rewriteTail(HeightMark.Height height, ConcurrentSkipListMap<Long, Segment> segments)
            throws IOException {
        for (Segment segment : segments.values()) {
            if (segment.next() <= height.next() && segment.first < height.next()) continue;
            segment.rewriteFrom(segment.first < height.next() ? segment.startOf(height.next()) : 0);
            segment.sync();
        }
    }
}
