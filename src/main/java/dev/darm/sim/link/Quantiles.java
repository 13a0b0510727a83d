package dev.darm.sim.link;

/**
 * A distribution given by what was measured: its least value, median, 95th and 99th percentile and greatest value, and
 * straight lines between them. The unit is that of the figures.
 */
public record Quantiles(double min, double p50, double p95, double p99, double max) {

    public Quantiles {
        if (!(min <= p50 && p50 <= p95 && p95 <= p99 && p99 <= max))
            throw new IllegalArgumentException("expected min <= p50 <= p95 <= p99 <= max, found %s, %s, %s, %s, %s"
                    .formatted(min, p50, p95, p99, max));
    }

    /** Always {@code value}. */
    public static Quantiles constant(double value) {
        return new Quantiles(value, value, value, value, value);
    }

    public boolean isConstant() {
        return min == max;
    }

    /** The value that a share {@code u} in [0, 1] of the distribution lies below. */
    public double at(double u) {
        if (u < 0.5) return min + (p50 - min) * (u / 0.5);
        if (u < 0.95) return p50 + (p95 - p50) * ((u - 0.5) / 0.45);
        if (u < 0.99) return p95 + (p99 - p95) * ((u - 0.95) / 0.04);
        return p99 + (max - p99) * ((u - 0.99) / 0.01);
    }

    public double mean() {
        return 0.5 * (min + p50) / 2 + 0.45 * (p50 + p95) / 2 + 0.04 * (p95 + p99) / 2 + 0.01 * (p99 + max) / 2;
    }
}
