package dev.darm.sim.link;

/** A fault that is on, where, and since when; {@link Network#lift} takes it off again. */
public final class Disturbance {

    private final LinkFault fault;
    private final LinkSet where;
    private final long since;

    Disturbance(LinkFault fault, LinkSet where, long since) {
        this.fault = fault;
        this.where = where;
        this.since = since;
    }

    public LinkFault fault() {
        return fault;
    }

    public LinkSet where() {
        return where;
    }

    /** The instant at which it began. */
    public long since() {
        return since;
    }

    @Override
    public String toString() {
        return fault + " since " + since;
    }
}
