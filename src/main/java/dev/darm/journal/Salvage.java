package dev.darm.journal;

import dev.darm.world.Disk;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What can still be read of a log that {@link SegmentLog} refuses: each record whose checksum holds, wherever the damage
 * lies. Reads only. A checksum covers its record's number, so none is found in a place that is not its own.
 *
 * <p>Behind a bad record the next is looked for where the bad one says that it ends; when it is not there, the rest of that
 * segment is given up.
 */
public final class Salvage implements AutoCloseable {

    private record Place(Segment segment, long offset, int length) {}

    private final Disk disk;
    private final TreeMap<Long, Place> places = new TreeMap<>();
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private Optional<Long> marked = Optional.empty();

    private Salvage(Disk disk) {
        this.disk = disk;
    }

    /** Looks through the log in {@code folder}; empty when there is no such folder. */
    public static Salvage of(Disk disk, String folder) throws IOException {
        Salvage salvage = new Salvage(disk);
        try {
            for (String name : disk.list(folder)) {
                if (!LogOpening.SEGMENT_NAME.matcher(name).matches()) continue;
                long first = Long.parseLong(name.substring(0, 20));
                Segment segment = Segment.open(disk, folder, first);
                salvage.segments.put(first, segment);
                segment.salvage((number, offset, length) ->
                        salvage.places.putIfAbsent(number, new Place(segment, offset, length)));
            }
            salvage.readMark(folder);
            return salvage;
        } catch (IOException e) {
            salvage.close();
            throw e;
        }
    }

    private void readMark(String folder) throws IOException {
        Optional<HeightMark> mark = HeightMark.open(disk, folder);
        if (mark.isEmpty()) return;
        try (HeightMark open = mark.get()) {
            marked = Optional.of(open.height().next());
        }
    }

    /** The number with which the first segment begins; 0 when there is none. */
    public long first() {
        return segments.isEmpty() ? 0 : segments.firstKey();
    }

    /** The highest number that the log once had, as far as its height mark or a record tells; −1 when none does. */
    public long last() {
        return Math.max(marked.orElse(0L) - 1, places.isEmpty() ? -1 : places.lastKey());
    }

    /** The record {@code number}; empty when it cannot be read. */
    public Optional<byte[]> read(long number) throws IOException {
        Place place = places.get(number);
        return place == null ? Optional.empty() : Optional.of(place.segment.readAt(place.offset, place.length));
    }

    @Override
    public void close() throws IOException {
        for (Segment segment : segments.values()) segment.close();
    }
}
