package dev.darm.sim.link;

import dev.darm.sim.link.LinkProfile.Direction;
import dev.darm.sim.link.LinkProfile.Slots;
import org.jspecify.annotations.Nullable;

/** One direction of an uplink. What waits here is shared by all traffic that passes; chance is the link's own. */
final class Hop {

    private final Direction direction;
    private final Backlog backlog;
    private final @Nullable Outages outages;
    private final @Nullable Slots slots;
    private final SlotDraws steps;
    private final SlotDraws factors;

    Hop(
            Direction direction,
            Backlog backlog,
            @Nullable Outages outages,
            @Nullable Slots slots,
            SlotDraws steps,
            SlotDraws factors) {
        this.direction = direction;
        this.backlog = backlog;
        this.outages = outages;
        this.slots = slots;
        this.steps = steps;
        this.factors = factors;
    }

    Direction direction() {
        return direction;
    }

    /** Bytes that wait at {@code now}. */
    double waiting(long now) {
        return backlog.waiting(now);
    }

    /** Whether a datagram of {@code bytes} finds room; an empty queue takes any. */
    boolean hasRoom(long now, int bytes) {
        double waiting = waiting(now);
        return waiting == 0 || waiting + bytes <= direction.queueBytes();
    }

    /** Joins the queue; how long after {@code now} the message has left it. */
    long join(long now, int bytes) {
        return backlog.join(now, bytes);
    }

    /** Whether it has outages. */
    boolean fails() {
        return outages != null;
    }

    /** The end of the outage that is on at {@code at}, or {@code at} itself. */
    long upAgain(long at) {
        return outages == null ? at : outages.upAgain(at);
    }

    /** The share of packets that are lost at {@code at}, but for outages. */
    double loss(long at) {
        if (slots == null || steps.into(at) >= slots.handoverNanos()) return direction.loss();
        return 1 - (1 - direction.loss()) * (1 - slots.handoverLoss());
    }

    /** The least time that a message takes. */
    long least() {
        double factor = slots == null ? 1 : slots.jitterFactor().min();
        return direction.latencyNanos() + (long) (direction.jitterNanos().min() * factor);
    }

    /** How long a message takes that leaves the queue at {@code at}. */
    long latency(long at, Draws draws) {
        double jitter = jitter(draws);
        if (slots == null) return direction.latencyNanos() + (long) jitter;
        long jittered = (long) (jitter * slots.jitterFactor().at(factors.unit(at)));
        return direction.latencyNanos() + jittered + step(slots, at);
    }

    private double jitter(Draws draws) {
        Quantiles jitter = direction.jitterNanos();
        return jitter.isConstant() ? jitter.min() : jitter.at(draws.unit());
    }

    private long step(Slots slots, long at) {
        long step = (long) slots.stepNanos().at(steps.unit(at));
        long into = steps.into(at);
        if (into >= slots.handoverNanos()) return step;
        return step + (long) (slots.handoverDelayNanos() * (1 - (double) into / slots.handoverNanos()));
    }
}
