package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import java.time.Instant;

/**
 * A time of a hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014): 48 bits of milliseconds since 1970
 * over a 16-bit counter, compared as one unsigned number. A counter that is full carries into the milliseconds.
 */
public record HybridTime(long packed) implements Canonical, Comparable<HybridTime> {

    /** Before every other time. */
    public static final HybridTime ZERO = new HybridTime(0);

    /** After every other time, in the year 10889. */
    public static final HybridTime MAX = new HybridTime(-1);

    private static final int COUNTER_BITS = 16;
    private static final long MAX_MILLIS = (1L << 48) - 1;

    /** The first time of the millisecond of {@code instant}, which lies in the years 1970 to 10889. */
    public static HybridTime of(Instant instant) {
        return of(instant.toEpochMilli(), 0);
    }

    /** {@code counter}: 0 to 65,535. */
    public static HybridTime of(long millis, int counter) {
        if (millis < 0 || millis > MAX_MILLIS)
            throw new IllegalArgumentException("a hybrid time has 0 to 2^48 - 1 milliseconds, not " + millis);
        if (counter < 0 || counter > 0xFFFF)
            throw new IllegalArgumentException("the counter of a hybrid time is 0 to 65535, not " + counter);
        return new HybridTime(millis << COUNTER_BITS | counter);
    }

    public static HybridTime read(ByteReader from) {
        return new HybridTime(from.i64());
    }

    @Override
    public void write(ByteWriter to) {
        to.i64(packed);
    }

    public long millis() {
        return packed >>> COUNTER_BITS;
    }

    public int counter() {
        return (int) packed & 0xFFFF;
    }

    /** The time right after this one. */
    public HybridTime next() {
        if (packed == -1) throw new IllegalStateException("no hybrid time follows " + this);
        return new HybridTime(packed + 1);
    }

    public boolean isAfter(HybridTime other) {
        return compareTo(other) > 0;
    }

    public HybridTime max(HybridTime other) {
        return isAfter(other) ? this : other;
    }

    @Override
    public int compareTo(HybridTime other) {
        return Long.compareUnsigned(packed, other.packed);
    }

    @Override
    public String toString() {
        return Instant.ofEpochMilli(millis()) + "+" + counter();
    }
}
