package dev.darm.ledger.consensus;

import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Statement;
import dev.darm.ledger.Vote;
import java.util.List;

/** What a {@link ConsensusCore} says: the first three to the other validators, the fourth to one of them, the rest to its own node. */
public sealed interface Output<V> {

    record Offered<V>(Offer<V> offer) implements Output<V> {}

    record Voted<V>(Vote vote) implements Output<V> {}

    /**
     * Votes for those who missed some of them: the polka that an offer with a valid round rests on or that this round had, or
     * the precommits by which the round before was left.
     */
    record Certified<V>(List<Vote> votes) implements Output<V> {}

    /** What this validator states to {@code proposer} for a round that it enters, with the values that it names. */
    record Stated<V>(PublicKey proposer, Statement statement, List<V> values) implements Output<V> {}

    /** This validator proposes in (height, round) and has no value yet; answered by {@link Input.ValueReady}. */
    record NeedValue<V>(long height, int round) implements Output<V> {}

    /** The decision of a height, with the votes of {@code round} that prove it, all of one type. Said once a height. */
    record Decided<V>(long height, int round, V value, List<Vote> votes) implements Output<V> {}

    /** Two different votes of one validator for one height, round and type; {@code first} counted. */
    record Equivocated<V>(Vote first, Vote second) implements Output<V> {}

    /** Two different offers of one validator for one height and round; {@code first} was heard first. */
    record EquivocatedOffer<V>(Offer<V> first, Offer<V> second) implements Output<V> {}
}
