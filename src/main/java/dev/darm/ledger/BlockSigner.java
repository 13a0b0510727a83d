package dev.darm.ledger;

import dev.darm.codec.Hash;
import dev.darm.ledger.consensus.Offer;
import dev.darm.ledger.consensus.Signer;
import java.time.Instant;
import java.util.Optional;

/**
 * Signs votes and proposals of blocks with a validator's key.
 *
 * @param statesTimes whether a precommit for a block, and on the fast path a prevote for one, states a time, see {@link
 *     BlockHeader#lastCommit}
 */
record BlockSigner(String chainId, boolean statesTimes, SigningKey key) implements Signer<Block> {

    @Override
    public PublicKey validator() {
        return key.publicKey();
    }

    @Override
    public Vote vote(Vote.Type type, long height, int round, Optional<Hash> id) {
        return Vote.sign(chainId, type, height, round, id, key);
    }

    /** A validator whose clock runs behind the chain states the earliest time that is later than the block's. */
    @Override
    public Vote precommit(long height, int round, Hash id, Block block, Instant now) {
        return timed(Vote.Type.PRECOMMIT, height, round, id, block, now);
    }

    @Override
    public Vote prevote(long height, int round, Hash id, Block block, Instant now) {
        return timed(Vote.Type.PREVOTE, height, round, id, block, now);
    }

    private Vote timed(Vote.Type type, long height, int round, Hash id, Block block, Instant now) {
        if (!statesTimes) return vote(type, height, round, Optional.of(id));
        Instant earliest = block.header().time().plusMillis(1);
        return Vote.timed(chainId, type, height, round, id, now.isBefore(earliest) ? earliest : now, key);
    }

    @Override
    public Statement statement(
            long height, int round, Optional<Statement.Claim> prevoted, Optional<Statement.Claim> precommitted) {
        return Statement.sign(chainId, height, round, prevoted, precommitted, key);
    }

    @Override
    public Offer<Block> offer(long height, int round, int validRound, Block block) {
        return offer(Proposal.sign(round, validRound, block, key));
    }

    static Offer<Block> offer(Proposal proposal) {
        return new Offer<>(
                proposal.height(),
                proposal.round(),
                proposal.validRound(),
                proposal.block(),
                proposal.validator(),
                proposal.signature(),
                proposal.because());
    }

    static Proposal proposal(Offer<Block> offer) {
        return new Proposal(
                offer.height(),
                offer.round(),
                offer.validRound(),
                offer.value(),
                offer.validator(),
                offer.signature(),
                offer.because());
    }
}
