package dev.darm.sim.link;

/** What a scenario does to one direction between two machines, until it is lifted. Several add up. */
public sealed interface LinkFault {

    /** Nothing passes. A datagram is lost; a stream waits, and breaks when it has waited too long. */
    record Cut() implements LinkFault {}

    /** Everything is held, datagrams too, and let go when the clog is lifted. A connection does not break of it. */
    record Clog() implements LinkFault {}

    /** Each message takes {@code extraNanos} longer, and up to {@code jitterNanos} on top, evenly. */
    record Slow(long extraNanos, long jitterNanos) implements LinkFault {
        public Slow {
            if (extraNanos < 0 || jitterNanos < 0)
                throw new IllegalArgumentException(
                        "slower by %d ns and up to %d; expected at least 0".formatted(extraNanos, jitterNanos));
        }
    }

    /** A queue of the link's own before the others, that lets {@code bits} a second through. */
    record Throttle(double bits) implements LinkFault {
        public Throttle {
            if (!(bits > 0)) throw new IllegalArgumentException("throttled to " + bits + " bit/s; expected above 0");
        }
    }

    /** A share of the messages is lost, whatever their size. */
    record Lossy(double share) implements LinkFault {
        public Lossy {
            check(share);
        }
    }

    /**
     * A share of the messages crosses the link twice. A datagram arrives twice; what is doubled of a stream takes its bandwidth
     * again and is thrown away at the far end.
     */
    record Duplicate(double share) implements LinkFault {
        public Duplicate {
            check(share);
        }
    }

    /**
     * A share of the messages is held back on the way by up to {@code windowNanos}, so that later ones overtake them. Those of a
     * stream wait at the far end for the one that they overtook.
     */
    record Reorder(double share, long windowNanos) implements LinkFault {
        public Reorder {
            check(share);
            if (windowNanos < 0) throw new IllegalArgumentException("a window of " + windowNanos + " ns");
        }
    }

    /**
     * Up for {@code upNanos} of each {@code periodNanos} and then down, from the moment it starts. A message passes only if
     * the link stays up from its sending to its arrival.
     */
    record Flap(long periodNanos, long upNanos) implements LinkFault {
        public Flap {
            if (!(0 <= upNanos && upNanos <= periodNanos && periodNanos > 0))
                throw new IllegalArgumentException("up for " + upNanos + " of " + periodNanos + " ns");
        }
    }

    private static void check(double share) {
        if (!(share >= 0 && share <= 1))
            throw new IllegalArgumentException("a share of " + share + "; expected 0 to 1");
    }
}
