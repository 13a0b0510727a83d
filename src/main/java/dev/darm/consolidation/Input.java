package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.ledger.ValidatorSet;
import java.util.List;

/** What a {@link ConsolidatorCore} is told: by other heads, by this node's actors, by its own timers. */
public sealed interface Input {

    /** It is time to look for claims to nominate. */
    record Tick() implements Input {}

    /** Claims that may be nominated, and a fresh 32-byte salt for each. */
    record Eligible(List<Candidate> candidates, List<Hash> salts) implements Input {
        public Eligible {
            candidates = List.copyOf(candidates);
            salts = List.copyOf(salts);
            if (salts.size() < candidates.size()) throw new IllegalArgumentException("a salt for each candidate");
        }
    }

    /** Documents no longer say these claims. */
    record Retract(List<ClaimBody> bodies) implements Input {}

    /** Long-term memory has the claims of these retractions (hashes of their bodies), but not their sources. */
    record NothingToRetract(List<Hash> bodies) implements Input {}

    /** A tombstone named this claim. */
    record Forgotten(Hash claimId) implements Input {}

    /** Long-term memory does not have the claims of these retractions; they may still be on their way. */
    record NotPromotedYet(List<Hash> bodies) implements Input {}

    /** A head nominates; the openings are in the order of the items. */
    record Nominated(Nomination nomination, List<Disclosure> disclosures) implements Input {}

    /** This head has looked into a nomination, and the bodies of what it found grounded are durable here. */
    record Judged(Hash nomination, Hash lineage, List<Finding> findings) implements Input {}

    /** This head could not look into a nomination; it will when the nomination is repeated. */
    record JudgingFailed(Hash nomination, String why) implements Input {}

    record BallotArrived(Ballot ballot) implements Input {}

    /** Long-term memory here has applied a record, from a block at {@code height}. */
    record RecordSeen(Hash nomination, long height, boolean effective) implements Input {}

    /** Long-term memory here has applied the chain to {@code applied}; {@code caughtUp} is all that the validator has. */
    record ChainAt(long applied, boolean caughtUp) implements Input {}

    /** These heads decide from now on. */
    record HeadsAre(ValidatorSet heads) implements Input {}

    record Rebroadcast(Hash nomination) implements Input {}

    record VotingOver(Hash nomination) implements Input {}

    record Resubmit(Hash nomination) implements Input {}
}
