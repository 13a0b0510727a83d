package dev.darm.sim.link;

import dev.darm.sim.Seeds;

/**
 * The random numbers of one link: SplitMix64, eight bytes of state, because a fleet has many links and a draw stands in the
 * path of every message.
 */
final class Draws {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    Draws(Seeds seeds) {
        state = seeds.seed();
    }

    /** Uniform in [0, 1). */
    double unit() {
        state += GOLDEN;
        return unit(Seeds.mix(state));
    }

    /** True in a share {@code p} of all calls. */
    boolean chance(double p) {
        return unit() < p;
    }

    /** The upper 53 bits of {@code random} as a number in [0, 1). */
    static double unit(long random) {
        return (random >>> 11) * 0x1.0p-53;
    }
}
