package dev.darm.sim.link;

/**
 * What a link tells whoever hands it messages, when it learns it: at a change of faults, or within a later call. What listens
 * takes note, and hands no message over before the call that told it has returned: such a message would overtake held ones.
 */
public interface LinkListener {

    /** A held message arrives at {@code arrival}; it counts as offered at the instant at which this is said. */
    void released(Link link, long ticket, long arrival);

    /** A held message will not arrive. */
    void lost(Link link, long ticket);

    /** The connection {@code lane} broke at {@code at}; what was in flight on it is lost. */
    void broken(Link link, int lane, long at);
}
