package dev.darm.sim.link;

/** One connection of a link: what keeps its messages in order, and how far it is from breaking. */
final class Lane {

    static final long NEVER = Long.MAX_VALUE;

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

    /** When messages arrive that were in flight as a cut came and went. */
    long restart;

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
        if (last <= now) return;
        caught = true;
        stall(now);
    }

    void breakOff(long at) {
        broken = true;
        brokenAt = at;
        breakAt = NEVER;
        stalledFrom = NEVER;
        caught = false;
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
    void resume(long attempt, long least) {
        stalledFrom = NEVER;
        openAt = Math.max(openAt, attempt);
        if (!caught) return;
        caught = false;
        restart = Math.max(restart, attempt + least);
        last = Math.max(last, restart) + 1;
    }

    /** {@code arrival}, or as late as the message before. */
    long inOrder(long arrival) {
        last = Math.max(last, arrival);
        return last;
    }
}
