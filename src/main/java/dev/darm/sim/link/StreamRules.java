package dev.darm.sim.link;

/**
 * How a stream deals with loss, as TCP does. A message that is lost is sent again after the retransmission time-out, which
 * is the round trip plus {@code rtoMinNanos} and doubles with each attempt (RFC 6298, sections 2.3 and 5.5); a connection
 * that has tried for {@code breakAfterNanos} without success is broken. Of a long message only
 * what was lost is sent again. Fast retransmission is left out, so that a loss in the middle of a long message costs more here
 * than it does there.
 *
 * @param rtoMinNanos the least part of the time-out beyond the round trip
 * @param rtoMaxNanos the longest time between two attempts
 * @param breakAfterNanos for how long a message is tried
 */
public record StreamRules(long rtoMinNanos, long rtoMaxNanos, long breakAfterNanos) {

    private static final long MILLI = 1_000_000;

    /**
     * Linux: {@code TCP_RTO_MIN} 200 ms and {@code TCP_RTO_MAX} 120 s ({@code include/net/tcp.h}; RFC 6298 asks for 1 s and at
     * least 60 s), and 924.6 s for the default of 15 {@code tcp_retries2} ({@code Documentation/networking/ip-sysctl.rst}).
     */
    public static final StreamRules LINUX = new StreamRules(200 * MILLI, 120_000 * MILLI, 924_600 * MILLI);

    public StreamRules {
        if (!(rtoMinNanos > 0 && rtoMaxNanos >= rtoMinNanos && breakAfterNanos > 0))
            throw new IllegalArgumentException("expected 0 < rto-min <= rto-max and break-after above 0");
    }

    /** The first attempt that is not before {@code at}, of a message that was sent at {@code first}. */
    long attemptFrom(long first, long at, long roundTripNanos) {
        long attempt = first;
        long timeOut = timeOut(roundTripNanos);
        while (attempt < at) {
            attempt += timeOut;
            timeOut = next(timeOut);
        }
        return attempt;
    }

    /** The first time-out. */
    long timeOut(long roundTripNanos) {
        return Math.min(rtoMinNanos + roundTripNanos, rtoMaxNanos);
    }

    long next(long timeOut) {
        return Math.min(2 * timeOut, rtoMaxNanos);
    }
}
