package dev.darm.sim.scenario;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Durations in the words of HOCON, and drawn by a seed. */
final class Durations {

    private static final long[] UNITS = {3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L};
    private static final String[] NAMES = {"h", "m", "s", "ms", "us", "ns"};

    private Durations() {}

    /** Exact, in the largest unit that divides it: {@code 90s}, {@code 1500ms}. */
    static String text(Duration value) {
        long nanos = value.toNanos();
        if (nanos == 0) return "0s";
        for (int i = 0; i < UNITS.length; i++) {
            if (nanos % UNITS[i] == 0) return nanos / UNITS[i] + NAMES[i];
        }
        throw new IllegalStateException("every number is a multiple of one");
    }

    /** {@code seconds} as a duration of whole milliseconds, or of nanoseconds below one. */
    static Duration ofSeconds(double seconds) {
        double nanos = seconds * 1e9;
        if (StrictMath.abs(nanos) < 1e6) return Duration.ofNanos(StrictMath.round(nanos));
        return Duration.ofMillis(StrictMath.round(nanos / 1e6));
    }

    static double seconds(Duration value) {
        return value.toNanos() / 1e9;
    }

    /** Evenly from the range, by the logarithm when both its ends are positive. */
    static double draw(RandomGenerator random, double from, double to) {
        double share = random.nextDouble();
        if (from <= 0) return from + share * (to - from);
        return from * StrictMath.exp(share * StrictMath.log(to / from));
    }

    static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
