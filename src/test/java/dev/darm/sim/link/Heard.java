package dev.darm.sim.link;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What the links of a test told, and networks that tests share. */
final class Heard implements LinkListener {

    static final long MILLI = 1_000_000L;
    static final long SECOND = 1000 * MILLI;

    final TreeMap<Long, Long> released = new TreeMap<>();
    final List<Long> inTheOrderOfRelease = new ArrayList<>();
    final List<Long> lost = new ArrayList<>();
    final List<Long> breaks = new ArrayList<>();

    @Override
    public void released(Link link, long ticket, long arrival) {
        released.put(ticket, arrival);
        inTheOrderOfRelease.add(ticket);
    }

    @Override
    public void lost(Link link, long ticket) {
        lost.add(ticket);
    }

    @Override
    public void broken(Link link, int lane, long at) {
        breaks.add(at);
    }

    /** A profile with a constant latency and no loss. */
    static LinkProfile plain(long latencyNanos, double mbit) {
        return LinkProfile.symmetric(
                "plain",
                new LinkProfile.Direction(
                        latencyNanos, Quantiles.constant(0), Quantiles.constant(mbit * 1e6), 0, 0, 0, 0, 1 << 20));
    }

    /** A profile with jitter, loss, duplicates and reordering. */
    static LinkProfile rough(long latencyNanos, double loss) {
        return LinkProfile.symmetric(
                "rough",
                new LinkProfile.Direction(
                        latencyNanos,
                        new Quantiles(0, 2 * MILLI, 9 * MILLI, 20 * MILLI, 60 * MILLI),
                        Quantiles.constant(50e6),
                        loss,
                        0.05,
                        0.1,
                        30 * MILLI,
                        1 << 20));
    }
}
