package dev.darm.sim.link;

import com.typesafe.config.ConfigException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The figures of one kind of uplink, as a file in {@code hardware/uplinks} states them. The round trip of a ping over one
 * uplink is once {@code up} and once {@code down}.
 *
 * @param name the name of its file, without {@code .conf}
 * @param up from the machine or site outwards
 * @param down towards it
 * @param sharedMedium whether both directions, of all machines of a site that are attached by this profile, share one channel,
 *     as on Wi-Fi
 * @param slots how latency steps at fixed instants, as Starlink's does every 15 s
 * @param outages when nothing passes either way
 */
public record LinkProfile(
        String name,
        Direction up,
        Direction down,
        boolean sharedMedium,
        Optional<Slots> slots,
        Optional<OutageLaw> outages) {

    /** No delay, no loss, and bandwidth that nothing fills: for what is not meant to matter. */
    public static final LinkProfile IDEAL = symmetric(
            "ideal",
            new Direction(
                    0, Quantiles.constant(0), Quantiles.constant(1e18), 0, 0, 0, 0, Direction.GREATEST_QUEUE_BYTES));

    /**
     * One direction.
     *
     * @param latencyNanos the least time that a message takes
     * @param jitterNanos what comes on top, drawn for each message; at least 0
     * @param bandwidthBits bits a second, drawn for each slot where there are slots, else constant; above 0
     * @param loss the share of packets that are lost, 0 to 1
     * @param duplicate the share of datagrams that arrive twice, 0 to 1
     * @param reorder the share of datagrams that are held back, 0 to 1
     * @param reorderWindowNanos the longest time that one is held back
     * @param queueBytes what may wait; a datagram that finds no room is dropped, a stream waits with its sender
     */
    public record Direction(
            long latencyNanos,
            Quantiles jitterNanos,
            Quantiles bandwidthBits,
            double loss,
            double duplicate,
            double reorder,
            long reorderWindowNanos,
            int queueBytes) {

        static final int GREATEST_QUEUE_BYTES = 1 << 30;

        public Direction {
            if (latencyNanos < 0 || jitterNanos.min() < 0)
                throw new IllegalArgumentException("a latency or jitter below 0");
            if (!(bandwidthBits.min() > 0)) throw new IllegalArgumentException("a bandwidth of 0 or less");
        }
    }

    /**
     * Slots of fixed length, aligned to virtual time.
     *
     * @param lengthNanos the length of a slot
     * @param stepNanos what a slot adds to the latency of each direction, drawn once for each slot
     * @param jitterFactor what a slot multiplies the jitter by, drawn once for each slot: some slots are busier than others
     * @param handoverNanos for how long after the start of a slot its handover disturbs
     * @param handoverDelayNanos what a handover adds to each direction at its start; it falls to 0 along a straight line
     * @param handoverLoss the share of packets lost during a handover, beside the loss of the direction
     */
    public record Slots(
            long lengthNanos,
            Quantiles stepNanos,
            Quantiles jitterFactor,
            long handoverNanos,
            long handoverDelayNanos,
            double handoverLoss) {

        public Slots {
            if (lengthNanos <= 0 || handoverNanos < 0 || handoverNanos > lengthNanos)
                throw new IllegalArgumentException("expected a slot above 0 and a handover not longer than it");
            if (stepNanos.min() < 0 || jitterFactor.min() < 0 || handoverDelayNanos < 0)
                throw new IllegalArgumentException("a delay or factor below 0");
        }
    }

    public LinkProfile {
        if (slots.isEmpty() && !(up.bandwidthBits.isConstant() && down.bandwidthBits.isConstant()))
            throw new IllegalArgumentException("a bandwidth that varies needs slots");
        if (sharedMedium && !up.bandwidthBits.equals(down.bandwidthBits))
            throw new IllegalArgumentException("a shared medium needs one bandwidth for both directions");
    }

    /** A profile with the same figures either way, no slots and no outages. */
    public static LinkProfile symmetric(String name, Direction both) {
        return new LinkProfile(name, both, both, false, Optional.empty(), Optional.empty());
    }

    /**
     * Reads a file of {@code hardware/uplinks}.
     *
     * @throws ConfigException with file, line, key, what was expected and what was found
     */
    public static LinkProfile read(Path file) {
        return new LinkProfileReader(file).read();
    }
}
