package dev.darm.sim.link;

import dev.darm.sim.Seeds;

/** How fast a hop sends, in bytes a nanosecond: always the same, or drawn anew for each slot. */
final class Rate {

    private final Quantiles bits;
    private final double constant;
    private final SlotDraws slots;

    Rate(Quantiles bits, SlotDraws slots) {
        this.bits = bits;
        this.constant = bits.isConstant() ? bits.min() / 8e9 : 0;
        this.slots = slots;
    }

    /** Always {@code bits} a second. */
    static Rate constant(double bits) {
        return new Rate(Quantiles.constant(bits), new SlotDraws(Long.MAX_VALUE, new Seeds(0)));
    }

    boolean isConstant() {
        return constant > 0;
    }

    double at(long at) {
        return isConstant() ? constant : bits.at(slots.unit(at)) / 8e9;
    }

    /** The end of the slot that {@code at} lies in. */
    long slotEnd(long at) {
        return slots.end(at);
    }
}
