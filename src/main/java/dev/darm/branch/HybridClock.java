package dev.darm.branch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A hybrid logical clock: its times follow causality and stay near the physical clock. Every time given or heard is
 * earlier than the next one given. Physical time is a parameter.
 *
 * <p>A heard time may run ahead of the physical clock by {@code maxDrift} at most; so nobody can carry the clocks of
 * others into the future by more than that. A clock that gives more than 65,536 times in a millisecond runs ahead by itself.
 */
public final class HybridClock {

    private final Duration maxDrift;
    private HybridTime last;

    /**
     * A clock whose next time is later than {@code last}, the latest that it gave or heard before.
     *
     * @param maxDrift 0 or more
     */
    public HybridClock(HybridTime last, Duration maxDrift) {
        if (maxDrift.isNegative()) throw new IllegalArgumentException("the drift allowed is 0 or more: " + maxDrift);
        this.last = last;
        this.maxDrift = maxDrift;
    }

    /** The latest time given or heard. */
    public HybridTime last() {
        return last;
    }

    /** A new time, for something that happens here at {@code now}. */
    public HybridTime tick(Instant now) {
        HybridTime physical = HybridTime.of(now);
        last = physical.isAfter(last) ? physical : last.next();
        return last;
    }

    /** Hears {@code remote} at {@code now}. Refuses, and forgets, what {@link #refusal} names. */
    public void hear(HybridTime remote, Instant now) {
        Optional<String> refusal = refusal(remote, now);
        if (refusal.isPresent()) throw new IllegalArgumentException(refusal.get());
        last = last.max(remote);
    }

    /** Hears {@code remote}, which was not refused when it came. */
    void follow(HybridTime remote) {
        last = last.max(remote);
    }

    /** Why {@code remote} cannot be heard at {@code now}: it is too far ahead. Later it may be. */
    public Optional<String> refusal(HybridTime remote, Instant now) {
        long aheadMs = remote.millis() - now.toEpochMilli();
        return aheadMs <= maxDrift.toMillis()
                ? Optional.empty()
                : Optional.of(
                        "the time %s is %d ms ahead of this node's clock, which reads %s; at most %d ms are allowed"
                                .formatted(remote, aheadMs, now, maxDrift.toMillis()));
    }
}
