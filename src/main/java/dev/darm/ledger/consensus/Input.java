package dev.darm.ledger.consensus;

import dev.darm.ledger.Statement;
import dev.darm.ledger.Vote;
import java.util.List;

/**
 * What can happen to a {@link ConsensusCore}. Signatures of what was heard are verified before, and the signer is a
 * validator.
 */
public sealed interface Input<V> {

    /** Start to decide {@code height}, which is above all before. What was heard or recorded for it already counts. */
    record Begin<V>(long height) implements Input<V> {}

    /** {@code height} was decided elsewhere and its block is known: nothing is left to do for it. */
    record Settled<V>(long height) implements Input<V> {}

    /** A proposal arrived. */
    record OfferHeard<V>(Offer<V> offer) implements Input<V> {}

    /** A vote arrived. */
    record VoteHeard<V>(Vote vote) implements Input<V> {}

    /**
     * Votes arrived together. A quorum of one type, height, round and value counts as a whole, also where some of its
     * signers are known to have voted otherwise first; of anything else each vote is heard by itself.
     */
    record CertificateHeard<V>(List<Vote> votes) implements Input<V> {}

    /** A statement arrived, for a round that this validator proposes in, with the values that it names as far as they came. */
    record StatementHeard<V>(Statement statement, List<V> values) implements Input<V> {}

    /** The answer to {@link Output.NeedValue}: a value to propose, if the round still is {@code round}. */
    record ValueReady<V>(long height, int round, V value) implements Input<V> {}

    /** A timer rang. */
    record TimedOut<V>(Timer timer, long height, int round) implements Input<V> {}

    /** The timer of the paper, and the one for repeating messages. */
    enum Timer {
        PROPOSE,
        PREVOTE,
        PRECOMMIT,
        REPEAT
    }
}
