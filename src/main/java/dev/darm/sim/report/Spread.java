package dev.darm.sim.report;

import java.util.Arrays;
import java.util.List;

/**
 * Where values lie: the median, and the 5th and the 95th percentile, between which nine tenths of them are. Percentiles are
 * interpolated linearly between the two nearest values (method 7 of Hyndman and Fan, 1996).
 *
 * @param count how many values there were; with none, the others are NaN
 */
public record Spread(int count, double median, double low, double high) {

    public static Spread of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        for (double value : sorted)
            if (Double.isNaN(value)) throw new IllegalArgumentException("not a number among " + values);
        Arrays.sort(sorted);
        return new Spread(sorted.length, quantile(sorted, 0.5), quantile(sorted, 0.05), quantile(sorted, 0.95));
    }

    /** The value below which the share {@code q}, 0 to 1, of the sorted values lies; NaN when there are none. */
    static double quantile(double[] sorted, double q) {
        if (sorted.length == 0) return Double.NaN;
        double place = q * (sorted.length - 1);
        int below = (int) place;
        if (below + 1 >= sorted.length) return sorted[sorted.length - 1];
        double share = place - below;
        return share == 0 ? sorted[below] : sorted[below] * (1 - share) + sorted[below + 1] * share;
    }
}
