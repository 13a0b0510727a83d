package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Vote;
import java.util.Optional;

/** Signs for one validator. The core asks once per height, round and type. */
public interface Signer<V> {

    PublicKey validator();

    Vote vote(Vote.Type type, long height, int round, Optional<Hash> id);

    Offer<V> offer(long height, int round, int validRound, V value);
}
