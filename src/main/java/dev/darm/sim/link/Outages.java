package dev.darm.sim.link;

import dev.darm.sim.Seeds;
import java.util.Arrays;

/**
 * When one uplink is out. Time is cut into epochs of about {@value #CYCLES} outages each, and the outages of an epoch follow
 * from the seed and the epoch's number, so that any instant can be asked about at once and in any order. An epoch starts with
 * the uplink working and ends an outage that is still on; that shortens one outage in {@value #CYCLES} at most.
 */
final class Outages {

    private static final int CYCLES = 64;
    private static final long NO_EPOCH = -1;

    private final OutageLaw law;
    private final Seeds seeds;
    private final long epochNanos;

    /** The epochs of an even and of an odd number that were asked for last: starts and ends of outages in turn. */
    private final long[][] edges = new long[2][];

    private final long[] epochs = {NO_EPOCH, NO_EPOCH};

    Outages(OutageLaw law, Seeds seeds) {
        this.law = law;
        this.seeds = seeds;
        long cycle = Math.addExact(law.upMeanNanos(), law.p50Nanos());
        this.epochNanos = cycle > Long.MAX_VALUE / (2 * CYCLES) ? Long.MAX_VALUE / 2 : CYCLES * cycle;
    }

    /** The end of the outage that is on at {@code at}, or {@code at} itself when none is. */
    long upAgain(long at) {
        long epoch = at / epochNanos;
        long[] of = edges(epoch);
        int found = Arrays.binarySearch(of, at);
        int passed = found >= 0 ? found + 1 : -found - 1;
        return passed % 2 == 1 ? of[passed] : at;
    }

    private long[] edges(long epoch) {
        int slot = (int) (epoch & 1);
        if (epochs[slot] != epoch) {
            edges[slot] = drawn(epoch);
            epochs[slot] = epoch;
        }
        return edges[slot];
    }

    private long[] drawn(long epoch) {
        Draws draws = new Draws(seeds.of(epoch));
        long start = epoch * epochNanos;
        long end = start + epochNanos;
        long[] drawn = new long[4 * CYCLES];
        int count = 0;
        long at = start + law.up(draws.unit());
        while (at < end) {
            if (count == drawn.length) drawn = Arrays.copyOf(drawn, 2 * count);
            drawn[count++] = at;
            at = Math.min(at + law.length(draws.unit()), end);
            drawn[count++] = at;
            at += law.up(draws.unit());
        }
        return Arrays.copyOf(drawn, count);
    }
}
