package dev.darm.ledger.consensus;

import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Signature;
import dev.darm.ledger.Statement;
import dev.darm.ledger.Vote;
import java.util.List;

/**
 * What a validator must remember over a restart: what it signed, what it is locked on, what it saw a polka for, and by which
 * precommits it came to a round. The
 * records of a height, in their order, rebuild the validator so that it repeats itself and never contradicts itself.
 *
 * <p>A value is recorded once a height, before the first record that names it by its id.
 */
public sealed interface ConsensusRecord<V> {

    long height();

    /** A value that later records of this height name. */
    record ValueKept<V>(long height, V value) implements ConsensusRecord<V> {}

    /** This validator proposed the kept value {@code id}. */
    record OfferSigned<V>(
            long height,
            int round,
            int validRound,
            Hash id,
            PublicKey validator,
            Signature signature,
            List<Statement> because)
            implements ConsensusRecord<V> {

        public OfferSigned {
            because = List.copyOf(because);
        }

        /** An offer that needs no statements. */
        public OfferSigned(long height, int round, int validRound, Hash id, PublicKey validator, Signature signature) {
            this(height, round, validRound, id, validator, signature, List.of());
        }
    }

    /** This validator voted. */
    record VoteSigned<V>(Vote vote) implements ConsensusRecord<V> {

        @Override
        public long height() {
            return vote.height();
        }
    }

    /** This validator is about to prevote the kept value that {@code claim} names, and can prove that it may: the fast path. */
    record ClaimKept<V>(long height, Statement.Claim claim) implements ConsensusRecord<V> {}

    /** This validator stated what it voted for before the statement's round: the fast path. */
    record StatementSigned<V>(Statement statement) implements ConsensusRecord<V> {

        @Override
        public long height() {
            return statement.height();
        }
    }

    /**
     * There was a polka for the kept value {@code id} in {@code round}: it is the valid value, and the locked one when
     * {@code locked}.
     *
     * @param polka the prevotes that prove it, so that this validator can still prove it after a restart of all
     */
    record PolkaSeen<V>(long height, int round, Hash id, boolean locked, List<Vote> polka)
            implements ConsensusRecord<V> {

        public PolkaSeen {
            polka = List.copyOf(polka);
        }
    }

    /**
     * The precommits by which this validator left {@code round}: of more than two thirds of the power, for whatever. Recorded
     * with the first thing that it says in a later round, from which it cannot go back. It may be the only one that
     * heard all of them, and then nobody else can follow it before it shows them.
     */
    record RoundLeft<V>(long height, int round, List<Vote> precommits) implements ConsensusRecord<V> {

        public RoundLeft {
            precommits = List.copyOf(precommits);
        }
    }
}
