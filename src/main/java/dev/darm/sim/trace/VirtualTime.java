package dev.darm.sim.trace;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Virtual time, nanoseconds since the start of a run, for people. */
public final class VirtualTime {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|ms|s|m|h|d)");
    private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");

    private VirtualTime() {}

    /** Hours, minutes, seconds and nanoseconds: {@code 1:02:03.000000004}; the same width up to ten hours. */
    public static String text(long nanos) {
        if (nanos < 0) return "-" + text(nanos == Long.MIN_VALUE ? Long.MAX_VALUE : -nanos);
        long seconds = nanos / 1_000_000_000;
        return String.format(
                Locale.ROOT,
                "%d:%02d:%02d.%09d",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60,
                nanos % 1_000_000_000);
    }

    /** A span such as {@code 90s}, {@code 1m30s}, {@code 1.5h}, {@code 250ms}: what {@code --from} and {@code --to} take. */
    public static long parse(String text) {
        String spaceless = text.strip();
        if (!WHOLE.matcher(spaceless).matches())
            throw new IllegalArgumentException(
                    "'" + text + "' is no virtual time; write for example 90s, 1m30s or 250ms");
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(spaceless);
        while (part.find())
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit(part.group(2)))));
        try {
            return nanos.toBigInteger().longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is longer than a run can be, 292 years", e);
        }
    }

    private static long unit(String name) {
        return switch (name) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 86_400_000_000_000L;
        };
    }
}
