package dev.darm.sim.link;

/**
 * How often and how long an uplink is out: the time between outages is exponential, the length of one follows the Weibull
 * distribution through its measured median and 99th percentile. Weibull, because of two curves through the median (4.0 s) and
 * the 99th percentile (25.1 s) of the outages of a dish on a car it comes nearer to their 90th percentile (14.2 s): 12.8 s,
 * and a log-normal 11.0 s.
 *
 * @param upMeanNanos the mean time between the end of an outage and the start of the next
 * @param p50Nanos the median of the length
 * @param p99Nanos the 99th percentile of the length
 */
public record OutageLaw(long upMeanNanos, long p50Nanos, long p99Nanos) {

    private static final double LN_2 = StrictMath.log(2);
    private static final double LN_100 = StrictMath.log(100);

    public OutageLaw {
        if (!(upMeanNanos > 0 && p50Nanos > 0 && p99Nanos > p50Nanos))
            throw new IllegalArgumentException("expected 0 < p50 < p99 and an up-mean above 0");
    }

    /** The length that a share {@code u} in [0, 1) of the outages stay below, in nanoseconds, at least 1. */
    long length(double u) {
        double shape = StrictMath.log(LN_100 / LN_2) / StrictMath.log((double) p99Nanos / p50Nanos);
        return Math.max(1, (long) (p50Nanos * StrictMath.pow(-StrictMath.log1p(-u) / LN_2, 1 / shape)));
    }

    /** The time between two outages that a share {@code u} in [0, 1) stay below, in nanoseconds, at least 1. */
    long up(double u) {
        return Math.max(1, (long) (upMeanNanos * -StrictMath.log1p(-u)));
    }
}
