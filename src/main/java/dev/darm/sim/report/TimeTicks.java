package dev.darm.sim.report;

import dev.darm.sim.trace.VirtualTime;

/** Ticks at an axis of virtual time, at whole seconds, minutes, hours or days where the span allows it. */
final class TimeTicks {

    private static final long SECOND = 1_000_000_000L;
    private static final long[] STEPS = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400
    };
    private static final int MOST = 10;

    private TimeTicks() {}

    /** The span between two ticks, of which at most ten fit into {@code end} nanoseconds. */
    static long step(long end) {
        if (end < 5 * SECOND) return Math.max(1, Math.round(Plot.roundStep(end)));
        for (long seconds : STEPS) if (end / (seconds * SECOND) <= MOST) return seconds * SECOND;
        long days = end / (86_400 * SECOND) / MOST + 1;
        return days * 86_400 * SECOND;
    }

    static String name(long at, long step) {
        if (step < SECOND) return Figures.span(at);
        String text = VirtualTime.text(at);
        return text.substring(0, text.length() - 10);
    }
}
