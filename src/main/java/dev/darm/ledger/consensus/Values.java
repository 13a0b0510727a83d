package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import java.time.Instant;

/** What the embedder knows about the values that are decided. */
public interface Values<V> {

    /** What votes name the value by; equal only for equal values. */
    Hash id(V value);

    /**
     * {@code valid(v)} of the paper. Depends on the value and the decided heights before it alone, so that all honest
     * validators agree.
     */
    boolean valid(long height, V value);

    /**
     * Whether a fresh value (one without a polka) may be prevoted at this moment, by the local clock; honest validators
     * may differ here, so it is asked for a fresh prevote only and never for a decision.
     */
    default boolean timely(V value, Instant now) {
        return true;
    }
}
