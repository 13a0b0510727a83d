package dev.darm.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the benches print: a figure a line, aligned, with the load of the machine beside it. */
final class Report {

    private Report() {}

    static void line(String what, String figure) {
        System.out.printf(
                Locale.ROOT,
                "%-58s %-34s load %.1f%n",
                what,
                figure,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** The smallest value that at least the share {@code q} of the values do not exceed. */
    static double quantile(List<Double> values, double q) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
    }
}
