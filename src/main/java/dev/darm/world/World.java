package dev.darm.world;

import java.time.Instant;
import java.util.random.RandomGenerator;
import org.apache.lucene.store.Directory;

/**
 * What a node is given by the world it runs in: a fleet of real machines, or the simulator.
 *
 * <p>Every method may be called from any actor of the node; implementations are safe for that.
 */
public interface World {

    /** The wall clock of this node (UTC); it may be skewed or jump, so durations are taken from {@link #nanoTime}. */
    Instant now();

    /** A monotonic clock in nanoseconds with an arbitrary origin; for measuring durations only. */
    long nanoTime();

    /**
     * A generator for {@code purpose}; the same purpose on the same node gives an independent stream each time it is
     * asked for. Not for keys or salts: those come from {@link #secret}.
     */
    RandomGenerator random(String purpose);

    /** {@code length} unpredictable bytes for keys, salts and tokens, 1 to 4096. */
    byte[] secret(int length);

    /** The disk that holds this node's data folder. Paths are relative to that folder. */
    Disk disk();

    /** A Lucene directory for the derived index {@code name}; empty when it was never written. */
    Directory indexDirectory(String name);

    /**
     * Whether to take the unlikely branch {@code point} of the code now. Never in a fleet; a scenario of the simulator
     * switches it on.
     */
    default boolean unlikely(Unlikely point) {
        return false;
    }

    /** Who shares in work that the node's actors cut in parts. In a simulator the caller does it alone. */
    default Workers workers() {
        return Workers.CALLER;
    }

    /** Calls to HTTP servers outside the cluster, such as a model server. */
    HttpCaller http();
}
