package dev.darm.sim.clock;

import java.time.Instant;

/**
 * The two clocks of one machine, as functions of virtual time (nanoseconds since the start of the run). Both run at the rate
 * of the machine's oscillator; the wall clock can be set, the monotonic clock cannot. Readings must not be asked for an
 * instant before the last change.
 */
public final class MachineClock {

    private static final long BILLION = 1_000_000_000L;

    /** The largest drift that is taken, in parts per million either way: a tenth of real time. */
    public static final double MAX_DRIFT_PPM = 100_000;

    private long changedAt;
    private long monotonicThen;
    private long wallOffset;
    private long driftPpb;
    private final long epochSecond;
    private final int epochNano;

    /**
     * @param epoch the true time at virtual instant 0
     * @param skewNanos how far the wall clock is ahead at virtual instant 0, or behind when negative
     * @param driftPpm how much faster than true time both clocks run, in parts per million, to a thousandth of one
     */
    public MachineClock(Instant epoch, long skewNanos, double driftPpm) {
        this.epochSecond = epoch.getEpochSecond();
        this.epochNano = epoch.getNano();
        this.wallOffset = skewNanos;
        this.driftPpb = ppb(driftPpm);
    }

    /** The monotonic clock, in nanoseconds: 0 at virtual instant 0. */
    public long monotonic(long now) {
        return monotonicThen + scaled(now - changedAt, BILLION + driftPpb, BILLION);
    }

    /** The wall clock. */
    public Instant wall(long now) {
        return Instant.ofEpochSecond(epochSecond, epochNano + monotonic(now) + wallOffset);
    }

    /** How far the wall clock is ahead of true time, in nanoseconds; negative when it is behind. */
    public long error(long now) {
        return monotonic(now) - now + wallOffset;
    }

    /** From now on both clocks run {@code driftPpm} parts per million faster than true time. */
    public void drift(long now, double driftPpm) {
        long ppb = ppb(driftPpm);
        monotonicThen = monotonic(now);
        changedAt = now;
        driftPpb = ppb;
    }

    /** Moves the wall clock by {@code nanos}, back when negative. The monotonic clock does not notice. */
    public void jump(long nanos) {
        wallOffset += nanos;
    }

    /** Sets the wall clock right at {@code now}, as a time server does; what it drifts from then on stays. */
    public void synchronise(long now) {
        wallOffset = now - monotonic(now);
    }

    /**
     * The first virtual instant at which the monotonic clock shows at least {@code reading}: when a timer that this machine
     * set by its own clock fires, if the drift does not change before.
     */
    public long instantOf(long reading) {
        long wanted = reading - monotonicThen;
        if (wanted <= 0) return changedAt;
        long instant = changedAt + scaled(wanted, BILLION, BILLION + driftPpb);
        while (monotonic(instant) < reading) instant++;
        while (instant > changedAt && monotonic(instant - 1) >= reading) instant--;
        return instant;
    }

    /** {@code value × numerator / denominator} rounded down, for values whose product does not fit a long. */
    private static long scaled(long value, long numerator, long denominator) {
        long whole = Math.floorDiv(value, denominator);
        return whole * numerator + Math.floorDiv((value - whole * denominator) * numerator, denominator);
    }

    private static long ppb(double ppm) {
        if (!(Math.abs(ppm) <= MAX_DRIFT_PPM))
            throw new IllegalArgumentException(
                    "a drift of " + ppm + " ppm; expected " + -MAX_DRIFT_PPM + " to " + MAX_DRIFT_PPM);
        return Math.round(ppm * 1000);
    }
}
