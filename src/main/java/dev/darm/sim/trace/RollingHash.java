package dev.darm.sim.trace;

import dev.darm.sim.Seeds;
import java.util.HexFormat;

/**
 * A 64-bit hash over a sequence of numbers and texts, in order, a few nanoseconds a value. For telling runs apart, not for
 * security.
 *
 * <p>Each step is a bijection of the state for a given value and of the value for a given state: one changed value always
 * changes the state, and states that differ stay different under the same further values. A finaliser spreads the state
 * over all bits of {@link #value}.
 */
public final class RollingHash {

    private static final long START = 0x6A09E667F3BCC909L;
    private static final long INCREMENT = 0x9E3779B97F4A7C15L;
    private static final long MULTIPLIER = 0xD1342543DE82EF95L;

    private final StringHashes strings;
    private long state = START;

    public RollingHash() {
        this(new StringHashes());
    }

    /** A hash that shares what is known about texts with others of the same thread. */
    RollingHash(StringHashes strings) {
        this.strings = strings;
    }

    public void mix(long value) {
        state = step(state, value);
    }

    public void mix(String text) {
        state = step(state, strings.of(text));
    }

    /** The hash of everything mixed in so far. */
    public long value() {
        return finish(state);
    }

    /** {@link #value} as 16 hexadecimal digits. */
    public String hex() {
        return hex(value());
    }

    public static String hex(long value) {
        return HexFormat.of().toHexDigits(value);
    }

    static long start() {
        return START;
    }

    static long step(long state, long value) {
        long mixed = ((state ^ value) + INCREMENT) * MULTIPLIER;
        return mixed ^ (mixed >>> 32);
    }

    static long finish(long state) {
        return Seeds.mix(state);
    }
}
