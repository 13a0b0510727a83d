package dev.darm.sim.report;

import java.util.Locale;

/** Numbers with their units, for people. */
final class Figures {

    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Figures() {}

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A span of time with three digits that count, {@code 12.3 ms}; from a minute on {@code 2 min 5 s}. */
    static String span(long nanos) {
        if (nanos < 0) return "-" + span(-nanos);
        if (nanos < 1_000) return nanos + " ns";
        if (nanos < 999_500) return digits(nanos / 1e3) + " µs";
        if (nanos < 999_500_000) return digits(nanos / 1e6) + " ms";
        if (nanos < 59_950_000_000L) return digits(nanos / 1e9) + " s";
        long seconds = Math.round(nanos / 1e9);
        if (seconds < 3600) return seconds / 60 + " min" + rest(seconds % 60, " s");
        return count(seconds / 3600) + " h" + rest(seconds / 60 % 60, " min");
    }

    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1023.5 && unit < BYTES.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? count(bytes) + " B" : digits(value) + " " + BYTES[unit];
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    /** A value of a series: whole where it is whole. */
    static String value(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? count((long) value) : digits(value);
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        String format = size < 9.995 ? "%,.2f" : size < 99.95 ? "%,.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }

    private static String rest(long value, String unit) {
        return value == 0 ? "" : " " + value + unit;
    }
}
