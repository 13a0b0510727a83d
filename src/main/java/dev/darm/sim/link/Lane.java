package dev.darm.sim.link;

import java.util.ArrayDeque;

/** One connection of a link: what keeps its messages in order, and how far it is from breaking. */
final class Lane {

    static final long NEVER = Long.MAX_VALUE;

    /**
     * What was given an arrival up to {@code until} does not arrive before {@code at}. That is odd, and arrivals are given out
     * at even instants: no message that has yet to wait shares an instant with one that has waited.
     */
    private record Stop(long until, long at) {}

    final int number;

    /** The latest arrival that was given out; no later message comes before it. */
    long last;

    /** Since when a cut holds back the oldest message that is not acknowledged. */
    long stalledFrom = NEVER;

    /** Whether that message had been sent before the cut began. */
    private boolean caught;

    /** Nothing is sent before this: a handshake is on, or the first attempt after a cut is yet to come. */
    long openAt;

    /** When the attempt comes that the last outage or flap does not stop. */
    long retryAt;

    /**
     * Where messages wait that were in flight as a cut or a clog came and went, in the order of both instants. Each makes all
     * the stops that are its own, one after the other, so that none overtakes another between two of them.
     */
    private final ArrayDeque<Stop> stops = new ArrayDeque<>(0);

    /** When an outage that is known beforehand will break the connection. */
    long breakAt = NEVER;

    /** When the connection broke last; what was offered before it and has not arrived is lost. */
    long brokenAt = -1;

    boolean broken;
    int connection;

    Lane(int number) {
        this.number = number;
    }

    /** A cut holds back a message that is sent, or would be, at {@code from}. */
    void stall(long from) {
        stalledFrom = Math.min(stalledFrom, from);
    }

    /** A cut begins: it catches what has not arrived. */
    void cut(long now) {
        if (last > now) catchFlight(now);
    }

    /** A cut that begins catches a message in flight. */
    void catchFlight(long now) {
        caught = true;
        stall(now);
    }

    void breakOff(long at) {
        broken = true;
        brokenAt = at;
        breakAt = NEVER;
        stalledFrom = NEVER;
        caught = false;
        stops.clear();
        last = Math.min(last, at);
        openAt = 0;
        retryAt = 0;
        connection++;
    }

    /** A new connection, whose handshake takes until {@code from}. */
    void reopen(long from) {
        broken = false;
        openAt = Math.max(openAt, from);
    }

    /** A cut has ended; attempts succeed from {@code attempt} on. */
    void resume(long now, long attempt, long least) {
        stalledFrom = NEVER;
        openAt = Math.max(openAt, attempt);
        if (!caught) return;
        caught = false;
        stop(now, attempt + least);
    }

    /** What is in flight at {@code now} waits until {@code at}, or longer if it waits already; what is sent later follows it. */
    void stop(long now, long at) {
        forget(now);
        long odd = (stops.isEmpty() ? at : Math.max(stops.getLast().at(), at)) | 1;
        stops.add(new Stop(now, odd));
        last = Math.max(last, odd + 1);
    }

    /** The next stop after {@code now} of a message that was given its arrival at {@code given}, or {@code now} without one. */
    long nextStop(long now, long given) {
        forget(now);
        for (Stop one : stops) {
            if (one.until() >= given) return one.at();
        }
        return now;
    }

    /** The last stop after {@code now}, or {@code now} without one. */
    long lastStop(long now) {
        forget(now);
        return stops.isEmpty() ? now : stops.getLast().at();
    }

    private void forget(long now) {
        while (!stops.isEmpty() && stops.getFirst().at() <= now) stops.removeFirst();
    }

    /** {@code arrival}, rounded up to an even instant, or as late as the message before. */
    long inOrder(long arrival) {
        last = Math.max(last, arrival + (arrival & 1));
        return last;
    }
}
