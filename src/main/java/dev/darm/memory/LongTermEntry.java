package dev.darm.memory;

import dev.darm.codec.Hash;
import java.time.Instant;
import java.util.List;

/**
 * A claim in long-term memory, as a node holds it: what the block commits to, and the body beside the chain.
 *
 * @param commitment the salted hash that stands in the block (its key in the chain)
 * @param claim the claim itself
 * @param sources where it was read, sorted, at least one
 * @param heading the headings above the first source
 * @param confidence consolidated confidence of the YES voters, 0 to 1
 * @param salience at nomination, 0 to 1
 * @param height the block that promoted it
 * @param standing whether it is held, contested, withdrawn by its source, or superseded
 * @param promotedAt the block's time
 */
public record LongTermEntry(
        Hash commitment,
        Claim claim,
        List<SourceRef> sources,
        String heading,
        double confidence,
        double salience,
        long height,
        Standing standing,
        Instant promotedAt) {

    /** What long-term memory says of an entry; nothing is ever deleted. */
    public enum Standing {
        /** Agreed on, and nothing speaks against it. */
        HELD,
        /** A grounded claim that contradicts it was agreed on too; both stay until evidence decides. */
        CONTESTED,
        /** No source says it any longer. */
        WITHDRAWN,
        /** A contradicting claim won. */
        SUPERSEDED
    }

    public LongTermEntry {
        sources = List.copyOf(sources);
    }

    public LongTermEntry withStanding(Standing next) {
        return new LongTermEntry(commitment, claim, sources, heading, confidence, salience, height, next, promotedAt);
    }

    public LongTermEntry withSources(List<SourceRef> next) {
        return new LongTermEntry(commitment, claim, next, heading, confidence, salience, height, standing, promotedAt);
    }
}
