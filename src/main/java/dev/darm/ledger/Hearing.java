package dev.darm.ledger;

import dev.darm.ledger.consensus.ConsensusCore;
import java.util.List;
import java.util.Optional;

/** What is looked at of a message of consensus before consensus hears it. */
record Hearing(Genesis genesis) {

    /**
     * Whether the payloads of a proposed block are those that its header commits to. The signature names the header alone,
     * and consensus takes blocks of one header for one value.
     */
    static boolean whole(ConsensusMessage message) {
        return !(message instanceof Proposal proposal)
                || proposal.block().rootRefusal().isEmpty();
    }

    /** Signatures are checked once: what was heard before is known by its bytes. */
    static boolean known(ConsensusCore<Block> core, ConsensusMessage message) {
        if (message.height() != core.height()) return false;
        return switch (message) {
            case Proposal proposal -> core.heardOffer(proposal.round(), proposal.signature());
            case Vote vote ->
                core.votes().vote(vote.type(), vote.round(), vote.validator()).equals(Optional.of(vote));
        };
    }

    /** Whether one of {@code validators} signed a message of this chain's version. */
    boolean signed(ConsensusMessage message, ValidatorSet validators) {
        return fits(message) && message.verifies(genesis.chainId(), validators);
    }

    /** Whether all of {@code votes} are of the height in progress and signed by {@code validators}. */
    boolean sound(List<Vote> votes, ConsensusCore<Block> core, ValidatorSet validators) {
        return votes.stream()
                .allMatch(vote -> vote.height() == core.height() && holds(vote, Optional.of(core), validators));
    }

    /** Whether {@code statement} and all that it stands on is signed by {@code validators}, of whom {@code first} proposed in round 0. */
    boolean verifies(
            Statement statement, Optional<ConsensusCore<Block>> consensus, ValidatorSet validators, PublicKey first) {
        return statement.verifies(genesis.chainId(), validators, first, vote -> holds(vote, consensus, validators));
    }

    private boolean holds(Vote vote, Optional<ConsensusCore<Block>> consensus, ValidatorSet validators) {
        return fits(vote)
                && (consensus.filter(core -> known(core, vote)).isPresent()
                        || vote.verifies(genesis.chainId(), validators));
    }

    /**
     * Whether it is a message of this chain's version and rules: precommits for a block state times, or none does; on the fast
     * path prevotes for a block do as well, and there only are endorsements and statements.
     */
    private boolean fits(ConsensusMessage message) {
        return switch (message) {
            case Proposal proposal -> proposal.because().isEmpty() || genesis.hasFastPath();
            case Vote vote ->
                switch (vote.type()) {
                    case PRECOMMIT -> vote.block().isEmpty() || vote.time().isPresent() == genesis.hasMedianTime();
                    case PREVOTE -> vote.block().isEmpty() || vote.time().isPresent() == genesis.hasFastPath();
                    case ENDORSE -> vote.block().isPresent() && genesis.hasFastPath();
                };
        };
    }
}
