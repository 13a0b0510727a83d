package dev.darm.journal;

import dev.darm.codec.ByteReader;
import dev.darm.codec.MalformedBytes;
import dev.darm.journal.JournalEntry.Deleted;
import dev.darm.journal.JournalEntry.Written;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The events of all persistence ids of a node in one {@link SegmentLog}, so that one sync stores what many actors wrote.
 *
 * <p>A deletion is a record too. Segments at the old end are dropped once none of their events is alive. An id whose
 * events are all deleted still has its highest sequence number (Akka must never see it go down), which rests in its last
 * {@link Deleted} record; before a segment with that record is dropped, the record is written again at the new end.
 *
 * <p>{@link #append}, {@link #delete}, {@link #sync} and {@link #dropDead} belong to one thread at a time; the reading
 * methods may run beside them.
 */
final class EventLog implements AutoCloseable {

    /** Takes events in the order of their sequence numbers. */
    @FunctionalInterface
    interface Visitor {
        void visit(Written batch, long sequence, JournalEntry.Event event) throws IOException;
    }

    private final SegmentLog log;
    private final Map<String, EventPositions> byId = new HashMap<>();

    /** Which id keeps which record: live events by their id's oldest, dead ids by their last word. */
    private final TreeMap<Long, String> live = new TreeMap<>();

    private final TreeMap<Long, String> dead = new TreeMap<>();

    private EventLog(SegmentLog log) {
        this.log = log;
    }

    /** Reads the whole log once to learn where the events of each id are. */
    static EventLog open(SegmentLog log) throws IOException {
        EventLog events = new EventLog(log);
        log.forEach(log.first(), (number, record) -> {
            try {
                events.learn(number, ByteReader.readAll(record, JournalEntry::read));
            } catch (MalformedBytes e) {
                throw new IOException("journal record %d is intact but no entry that this version of DARM knows (%s);"
                                .formatted(number, e.getMessage())
                        + " was the data folder written by a newer one?");
            }
        });
        return events;
    }

    private synchronized void learn(long number, JournalEntry entry) {
        EventPositions positions = byId.computeIfAbsent(entry.persistenceId(), id -> new EventPositions());
        if (!live.remove(positions.oldest(), entry.persistenceId()))
            dead.remove(positions.oldest(), entry.persistenceId());
        switch (entry) {
            case Written written -> positions.written(number, written.lastSequence());
            case Deleted deleted -> positions.deleted(number, deleted.toSequence(), deleted.highest());
        }
        (positions.isEmpty() ? dead : live).put(positions.oldest(), entry.persistenceId());
    }

    /** Appends events that were persisted together; durable after {@link #sync}. */
    void append(Written batch, byte[] bytes) throws IOException {
        learn(log.append(bytes), batch);
    }

    /** Deletes the events of an id up to a sequence number; durable after {@link #sync}. */
    void delete(String persistenceId, long toSequence) throws IOException {
        long highest = highest(persistenceId);
        long to = Math.min(toSequence, highest);
        if (to > deletedTo(persistenceId)) tell(new Deleted(persistenceId, to, highest));
    }

    private void tell(Deleted deleted) throws IOException {
        learn(log.append(deleted.bytes()), deleted);
    }

    void sync() throws IOException {
        log.sync();
    }

    /** Drops segments without a live event, after the last words of dead ids in them were written again. */
    void dropDead() throws IOException {
        long point = log.dropPoint(oldestLive());
        if (point <= log.first()) return;
        for (String id : deadBefore(point)) tell(new Deleted(id, highest(id), highest(id)));
        log.sync();
        log.dropBefore(point);
    }

    private synchronized long oldestLive() {
        return live.isEmpty() ? log.next() : live.firstKey();
    }

    private synchronized List<String> deadBefore(long point) {
        return List.copyOf(dead.headMap(point).values());
    }

    /** The highest sequence number that the id ever reached, deleted events included; 0 when it never had one. */
    synchronized long highest(String persistenceId) {
        EventPositions positions = byId.get(persistenceId);
        return positions == null ? 0 : positions.highest();
    }

    private synchronized long deletedTo(String persistenceId) {
        EventPositions positions = byId.get(persistenceId);
        return positions == null ? 0 : positions.deletedTo();
    }

    private synchronized long[] holding(String persistenceId, long from, long to) {
        EventPositions positions = byId.get(persistenceId);
        return positions == null ? new long[0] : positions.holding(from, to);
    }

    /** Visits at most {@code max} live events of an id with sequence numbers {@code from} to {@code to}, both included. */
    void replay(String persistenceId, long from, long to, long max, Visitor visitor) throws IOException {
        long left = max;
        long start = Math.max(from, deletedTo(persistenceId) + 1);
        for (long record : holding(persistenceId, start, to)) {
            if (left <= 0) return;
            Written batch = (Written) ByteReader.readAll(log.read(record), JournalEntry::read);
            for (int at = 0; at < batch.events().size() && left > 0; at++) {
                long sequence = batch.firstSequence() + at;
                if (sequence < start || sequence > to) continue;
                visitor.visit(batch, sequence, batch.events().get(at));
                left--;
            }
        }
    }

    /** All ids that ever had an event, sorted. */
    synchronized List<String> persistenceIds() {
        List<String> ids = new ArrayList<>(byId.keySet());
        ids.sort(null);
        return ids;
    }

    SegmentLog log() {
        return log;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
