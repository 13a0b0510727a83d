package dev.darm.journal;

import java.io.IOException;

/**
 * An append-only log of byte records, numbered from 0. A record is durable once {@link #sync} has returned after its
 * append. One writer; reads may run beside it.
 */
public interface RecordLog extends AutoCloseable {

    /** Appends a record of at most {@link #MAX_RECORD_BYTES} bytes and returns its number. */
    long append(byte[] record) throws IOException;

    /** Makes all appended records durable, and the height mark with them. */
    void sync() throws IOException;

    /** The number of the oldest record kept. */
    long first();

    /** The number that the next append will get; {@code next() - first()} records are kept. */
    long next();

    /** The record {@code number}; {@link IndexOutOfBoundsException} when it is not kept. */
    byte[] read(long number) throws IOException;

    /** Visits the records from {@code from} (or the first kept) to the end, in order. */
    void forEach(long from, Visitor visitor) throws IOException;

    /** Drops segments all of whose records are older than {@code number}. */
    void dropBefore(long number) throws IOException;

    /** What {@link #first} would be after {@code dropBefore(number)}. */
    long dropPoint(long number);

    /** Drops all records and goes on with {@code number}, which is {@link #next} or higher; durable on return. */
    void skipTo(long number) throws IOException;

    @Override
    void close() throws IOException;

    int MAX_RECORD_BYTES = 64 << 20;

    @FunctionalInterface
    interface Visitor {
        void visit(long number, byte[] record) throws IOException;
    }
}
