package dev.darm.sim.link;

/** What a scenario does to one direction between two machines, until it is lifted. Several add up. */
public sealed interface LinkFault {

    /** Nothing passes. A datagram is lost; a stream waits, and breaks when it has waited too long. */
    record Cut() implements LinkFault {}

    /** Everything is held, datagrams too, and let go when the clog is lifted. A connection does not break of it. */
    record Clog() implements LinkFault {}

    /** Everything takes {@code factor} times as long, at least 1. */
    record Slow(double factor) implements LinkFault {
        public Slow {
            if (!(factor >= 1)) throw new IllegalArgumentException("slow by " + factor + "; expected at least 1");
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

    /** A share of the datagrams arrives twice. */
    record Duplicate(double share) implements LinkFault {
        public Duplicate {
            check(share);
        }
    }

    /** A share of the datagrams is held back by up to {@code windowNanos}, so that later ones overtake them. */
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
