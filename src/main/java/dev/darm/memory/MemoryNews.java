package dev.darm.memory;

import dev.darm.codec.Hash;

/**
 * What happened to memory on this node, published on the actor system's event stream so that news travels upward without
 * the lower packages knowing who listens.
 */
public sealed interface MemoryNews {

    /** Short-term memory took a claim in, or changed it. */
    record Remembered(ExtractedClaim claim, Embedding vector, double salience) implements MemoryNews {}

    /** Short-term memory let a claim go: expired, evicted, or promoted. */
    record Forgotten(Hash claimId) implements MemoryNews {}

    /** Long-term memory gained an entry, or an entry's standing or sources changed. Also told once per entry at start. */
    record Learned(LongTermEntry entry) implements MemoryNews {}

    /** A quorum agreed to forget this entry of long-term memory: whoever knows what it said drops that. */
    record Erased(Hash commitment, Hash claimId) implements MemoryNews {}
}
