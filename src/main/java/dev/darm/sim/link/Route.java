package dev.darm.sim.link;

import java.util.List;

/** The hops from one machine to another, in order. */
final class Route {

    /** What a TCP segment carries of a message over Ethernet: 1500 bytes less 40 of headers and 12 of time stamps. */
    static final int SEGMENT_BYTES = 1448;

    static final long LOST = -1;

    private final Hop[] hops;
    private final long fixedNanos;
    private final long least;
    private final boolean fails;
    private final double duplicate;
    private final double reorder;
    private final long reorderWindow;

    /** @param fixedNanos what the way between the hops adds, such as the distance between two sites */
    Route(List<Hop> hops, long fixedNanos) {
        this.hops = hops.toArray(Hop[]::new);
        this.fixedNanos = fixedNanos;
        long sum = fixedNanos;
        double once = 1;
        double inOrder = 1;
        long window = 0;
        for (Hop hop : hops) {
            sum += hop.least();
            once *= 1 - hop.direction().duplicate();
            inOrder *= 1 - hop.direction().reorder();
            window = Math.max(window, hop.direction().reorderWindowNanos());
        }
        this.least = sum;
        this.fails = hops.stream().anyMatch(Hop::fails);
        this.duplicate = 1 - once;
        this.reorder = 1 - inOrder;
        this.reorderWindow = window;
    }

    /** The least time from an offer to an arrival. */
    long least() {
        return least;
    }

    double duplicate() {
        return duplicate;
    }

    double reorder() {
        return reorder;
    }

    long reorderWindow() {
        return reorderWindow;
    }

    /** The bytes that wait at the fullest hop. */
    double waiting(long now) {
        double most = 0;
        for (Hop hop : hops) most = Math.max(most, hop.waiting(now));
        return most;
    }

    boolean hasRoom(long now, int bytes) {
        for (Hop hop : hops) {
            if (!hop.hasRoom(now, bytes)) return false;
        }
        return true;
    }

    /** Joins the queues; how long all of them together hold the message. */
    long join(long now, int bytes) {
        long queued = 0;
        for (Hop hop : hops) queued += hop.join(now, bytes);
        return queued;
    }

    /** How long a message takes that starts at {@code from} with no queue before it, or {@link #LOST}. */
    long travel(long from, int bytes, Draws draws) {
        long at = from;
        double passes = 1;
        for (Hop hop : hops) {
            if (hop.upAgain(at) != at) return LOST;
            double loss = hop.loss(at);
            if (loss > 0) passes *= 1 - loss;
            at += hop.latency(at, draws);
        }
        if (passes < 1 && draws.unit() >= whole(passes, bytes)) return LOST;
        return at - from + fixedNanos;
    }

    /** What is left to send of {@code bytes} after an attempt at {@code at} that lost some: on average, and a segment at least. */
    int left(long at, int bytes) {
        double passes = 1;
        for (Hop hop : hops) passes *= 1 - hop.loss(at);
        return Math.max(Math.min(bytes, SEGMENT_BYTES), (int) (bytes * (1 - passes)));
    }

    /** The chance that every segment of a message passes. */
    private static double whole(double passes, int bytes) {
        return bytes <= SEGMENT_BYTES ? passes : StrictMath.pow(passes, (bytes + SEGMENT_BYTES - 1) / SEGMENT_BYTES);
    }

    /** Whether no hop is out at {@code at}. */
    boolean isUp(long at) {
        if (!fails) return true;
        for (Hop hop : hops) {
            if (hop.upAgain(at) != at) return false;
        }
        return true;
    }
}
