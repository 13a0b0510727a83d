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

    private static final Pattern SEGMENT_NAME = Pattern.compile("\\d{20}\\.seg");

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
            return new LogOpening(mark, segments, settle(disk, folder, mark.height(), segments));
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

    /** Verifies, then cuts the tail and removes what an interrupted drop left; at least one segment remains. */
    private static Optional<SegmentLog.Tail> settle(
            Disk disk, String folder, HeightMark.Height height, ConcurrentSkipListMap<Long, Segment> segments)
            throws IOException {
        long next = height.first();
        Segment.@Nullable Fault fault = null;
        @Nullable Segment faulty = null;
        for (Segment segment : segments.tailMap(height.first()).values()) {
            faulty = segment;
            fault = segment.first == next
                    ? segment.scan()
                    : new Segment.Fault(folder + "/" + Segment.name(next), next, 0, "the file is missing");
            if (segment.first == next) next = segment.next();
            if (fault != null) break;
            checkMarkedEnd(height, segment);
        }
        if (next < height.next()) throw damage(folder, height, next, fault, faulty);
        for (Segment dropped : segments.headMap(height.first()).values()) remove(disk, segments, dropped);
        Optional<SegmentLog.Tail> tail =
                fault == null || faulty == null ? Optional.empty() : Optional.of(cut(disk, segments, fault, faulty));
        rewriteTail(height, segments);
        if (segments.isEmpty()) segments.put(next, Segment.create(disk, folder, next));
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

    private static SegmentLog.Tail cut(
            Disk disk, ConcurrentSkipListMap<Long, Segment> segments, Segment.Fault fault, Segment faulty)
            throws IOException {
        boolean whole = fault.offset() == 0;
        long bytes = 0;
        for (Segment later : segments.tailMap(faulty.first, whole).values()) {
            bytes += later.size();
            remove(disk, segments, later);
        }
        if (!whole) bytes += faulty.cut();
        return new SegmentLog.Tail(fault.file(), fault.offset(), bytes, fault.record(), fault.why());
    }

    private static void remove(Disk disk, ConcurrentSkipListMap<Long, Segment> segments, Segment segment)
            throws IOException {
        segments.remove(segment.first);
        segment.close();
        disk.delete(segment.path);
        disk.syncFolder(segment.path.substring(0, segment.path.lastIndexOf('/')));
    }

    /** A sync that failed before the restart may have left unstored pages that pass for clean: make them dirty again. */
    private static void rewriteTail(HeightMark.Height height, ConcurrentSkipListMap<Long, Segment> segments)
            throws IOException {
        for (Segment segment : segments.tailMap(height.segment()).values()) {
            if (segment.next() <= height.next()) continue;
            segment.rewriteFrom(segment.first < height.next() ? segment.startOf(height.next()) : 0);
            segment.sync();
        }
    }
}
