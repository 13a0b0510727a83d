package dev.darm.journal;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Where the events of one persistence id are in the log. 16 bytes a record. */
final class EventPositions {

    private long[] records = new long[4];
    private long[] lastSequences = new long[4];
    private int size;
    private long highest;
    private long deletedTo;

    /** The record that tells how far the id had come when all its events are deleted. */
    private long lastWord;

    void written(long record, long lastSequence) {
        if (size == records.length) {
            records = Arrays.copyOf(records, size * 2);
            lastSequences = Arrays.copyOf(lastSequences, size * 2);
        }
        records[size] = record;
        lastSequences[size] = lastSequence;
        size++;
        highest = Math.max(highest, lastSequence);
    }

    void deleted(long record, long toSequence, long highestThen) {
        lastWord = record;
        highest = Math.max(highest, highestThen);
        deletedTo = Math.max(deletedTo, toSequence);
        int gone = 0;
        while (gone < size && lastSequences[gone] <= deletedTo) gone++;
        records = Arrays.copyOfRange(records, gone, Math.max(size, gone + 4));
        lastSequences = Arrays.copyOfRange(lastSequences, gone, Math.max(size, gone + 4));
        size -= gone;
    }

    /** The records that hold events from {@code from} to {@code to}, in the order they were written. */
    long[] holding(long from, long to) {
        return IntStream.range(0, size)
                .filter(at -> lastSequences[at] >= from && (at == 0 || lastSequences[at - 1] < to))
                .mapToLong(at -> records[at])
                .toArray();
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The oldest record that must stay: the first with a live event, else the one that knows {@link #highest}. */
    long oldest() {
        return size == 0 ? lastWord : records[0];
    }

    long highest() {
        return highest;
    }

    /** Events up to this one are deleted. */
    long deletedTo() {
        return deletedTo;
    }
}
