package dev.darm.sim.link;

import dev.darm.sim.Seeds;

/** One random number for each slot of time, a function of the seed and the slot's number. */
final class SlotDraws {

    private final long lengthNanos;
    private final Seeds seeds;
    private long slot = -1;
    private double drawn;

    SlotDraws(long lengthNanos, Seeds seeds) {
        this.lengthNanos = lengthNanos;
        this.seeds = seeds;
    }

    /** Uniform in [0, 1), the same for the whole slot that {@code at} lies in. */
    double unit(long at) {
        long wanted = at / lengthNanos;
        if (wanted != slot) {
            slot = wanted;
            drawn = Draws.unit(seeds.of(wanted).seed());
        }
        return drawn;
    }

    /** How long {@code at} lies after the start of its slot. */
    long into(long at) {
        return at % lengthNanos;
    }

    long end(long at) {
        return at - into(at) + lengthNanos;
    }
}
