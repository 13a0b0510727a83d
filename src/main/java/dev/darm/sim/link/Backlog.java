package dev.darm.sim.link;

/**
 * The queue in front of one hop, as bytes that wait and drain at the hop's rate; it is brought up to date when a message
 * joins it. A message joins every queue of its route at the instant of its offer: what it takes to reach a later hop is not
 * taken into account, so that messages queue in the order of their offers and none waits for one that is not there yet.
 * Where steps of two cores overlap, an offer may be earlier than the last; then nothing has drained in between.
 */
final class Backlog {

    private final Rate rate;
    private double waiting;
    private long upTo;

    Backlog(Rate rate) {
        this.rate = rate;
    }

    /** How many bytes still wait at {@code now}. */
    double waiting(long now) {
        drain(now);
        return waiting;
    }

    /** Joins the queue; how long after {@code now} the last of {@code bytes} has left it, in nanoseconds. */
    long join(long now, int bytes) {
        drain(now);
        waiting += bytes;
        long at = Math.max(now, upTo);
        if (rate.isConstant()) return at - now + Math.round(waiting / rate.at(at));
        double left = waiting;
        long slot = rate.slotEnd(at);
        while (left > (slot - at) * rate.at(at)) {
            left -= (slot - at) * rate.at(at);
            at = slot;
            slot = rate.slotEnd(at);
        }
        return at - now + Math.round(left / rate.at(at));
    }

    private void drain(long now) {
        if (now <= upTo) return;
        if (rate.isConstant()) {
            waiting = Math.max(0, waiting - (now - upTo) * rate.at(now));
        } else {
            while (waiting > 0 && upTo < now) {
                long until = Math.min(now, rate.slotEnd(upTo));
                waiting = Math.max(0, waiting - (until - upTo) * rate.at(upTo));
                upTo = until;
            }
        }
        upTo = now;
    }
}
