package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Statement;
import dev.darm.ledger.Vote;
import java.time.Instant;
import java.util.Optional;

/** Signs for one validator. The core asks once per height, round and type, and repeats what it was given. */
public interface Signer<V> {

    PublicKey validator();

    Vote vote(Vote.Type type, long height, int round, Optional<Hash> id);

    /** The precommit for {@code value}, whose id is {@code id}; the embedder may let it state {@code now}. */
    default Vote precommit(long height, int round, Hash id, V value, Instant now) {
        return vote(Vote.Type.PRECOMMIT, height, round, Optional.of(id));
    }

    /** On the fast path the prevote for {@code value}, whose id is {@code id}; the embedder may let it state {@code now}. */
    default Vote prevote(long height, int round, Hash id, V value, Instant now) {
        return vote(Vote.Type.PREVOTE, height, round, Optional.of(id));
    }

    Statement statement(
            long height, int round, Optional<Statement.Claim> prevoted, Optional<Statement.Claim> precommitted);

    Offer<V> offer(long height, int round, int validRound, V value);
}
