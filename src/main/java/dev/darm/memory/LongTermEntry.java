package dev.darm.memory;

import dev.darm.codec.Hash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
 * @param standing whether it is held, contested, withdrawn by its source, superseded, or quarantined
 * @param promotedAt the block's time
 * @param supersededBy the commitment of the entry that won against this one; empty but for a superseded one
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
        Instant promotedAt,
        Optional<Hash> supersededBy) {

    /** What long-term memory says of an entry; nothing is ever deleted. */
    public enum Standing {
        /** Agreed on, and nothing speaks against it. */
        HELD,
        /** A grounded claim that contradicts it was agreed on too; both stay until evidence decides. */
        CONTESTED,
        /** No source says it any longer. */
        WITHDRAWN,
        /** A contradicting claim won. */
        SUPERSEDED,
        /** Agreed on, but it failed the last stages of the validity suite at commit: it is no answer, and weighs nothing. */
        QUARANTINED;

        /** Whether long-term memory still says it. */
        public boolean holds() {
            return this == HELD || this == CONTESTED;
        }
    }

    public LongTermEntry {
        sources = List.copyOf(sources);
    }

    /** An entry that nothing superseded. */
    public LongTermEntry(
            Hash commitment,
            Claim claim,
            List<SourceRef> sources,
            String heading,
            double confidence,
            double salience,
            long height,
            Standing standing,
            Instant promotedAt) {
        this(commitment, claim, sources, heading, confidence, salience, height, standing, promotedAt, Optional.empty());
    }

    public LongTermEntry withStanding(Standing next) {
        return new LongTermEntry(commitment, claim, sources, heading, confidence, salience, height, next, promotedAt);
    }

    /** The same, lost against {@code winner}. */
    public LongTermEntry superseded(Hash winner) {
        return new LongTermEntry(
                commitment,
                claim,
                sources,
                heading,
                confidence,
                salience,
                height,
                Standing.SUPERSEDED,
                promotedAt,
                Optional.of(winner));
    }

    public LongTermEntry withSources(List<SourceRef> next) {
        return new LongTermEntry(
                commitment, claim, next, heading, confidence, salience, height, standing, promotedAt, supersededBy);
    }

    /** The same with no less confidence and salience than these. */
    public LongTermEntry atLeast(double otherConfidence, double otherSalience) {
        return new LongTermEntry(
                commitment,
                claim,
                sources,
                heading,
                Math.max(confidence, otherConfidence),
                Math.max(salience, otherSalience),
                height,
                standing,
                promotedAt,
                supersededBy);
    }
}
