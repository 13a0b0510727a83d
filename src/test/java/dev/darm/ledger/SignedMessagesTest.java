package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.Hash;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignedMessagesTest {

    private static final Block BLOCK = FourValidators.block(GENESIS.tip(), "one");
    private static final Vote VOTE = FourValidators.precommit(2, 1, 0, BLOCK.hash());

    @Test
    void aVoteVerifiesOnItsOwnChainOnly() {
        assertThat(VOTE.verifies(CHAIN)).isTrue();
        assertThat(VOTE.verifies("homes")).isFalse();
    }

    @Test
    void aVoteOfAStrangerDoesNotVerifyAmongTheValidators() {
        Vote stranger = Vote.sign(CHAIN, Vote.Type.PREVOTE, 1, 0, Optional.empty(), FourValidators.key(9));

        assertThat(VOTE.verifies(CHAIN, SET)).isTrue();
        assertThat(VOTE.verifies("homes", SET)).isFalse();
        assertThat(stranger.verifies(CHAIN)).isTrue();
        assertThat(stranger.verifies(CHAIN, SET)).isFalse();
    }

    @Test
    void aVoteOfAnotherTypeHeightRoundBlockOrKeyNeverVerifies() {
        PublicKey key = VOTE.validator();
        Signature signature = VOTE.signature();
        Optional<Hash> block = VOTE.block();

        assertThat(new Vote(Vote.Type.PREVOTE, 1, 0, block, key, signature).verifies(CHAIN))
                .isFalse();
        assertThat(new Vote(Vote.Type.PRECOMMIT, 2, 0, block, key, signature).verifies(CHAIN))
                .isFalse();
        assertThat(new Vote(Vote.Type.PRECOMMIT, 1, 1, block, key, signature).verifies(CHAIN))
                .isFalse();
        assertThat(new Vote(Vote.Type.PRECOMMIT, 1, 0, Optional.empty(), key, signature).verifies(CHAIN))
                .isFalse();
        assertThat(new Vote(Vote.Type.PRECOMMIT, 1, 0, Optional.of(Hash.ZERO), key, signature).verifies(CHAIN))
                .isFalse();
        assertThat(new Vote(Vote.Type.PRECOMMIT, 1, 0, block, KEYS.getFirst().publicKey(), signature).verifies(CHAIN))
                .isFalse();
    }

    @Test
    void aProposalVerifiesForItsBlockAndRoundOnly() {
        Proposal proposal = Proposal.sign(2, 0, BLOCK, KEYS.get(1));
        Block other = FourValidators.block(GENESIS.tip(), "two");

        assertThat(proposal.verifies(CHAIN)).isTrue();
        assertThat(proposal.verifies("homes")).isFalse();
        assertThat(new Proposal(1, 2, 0, other, proposal.validator(), proposal.signature()).verifies(CHAIN))
                .isFalse();
        assertThat(new Proposal(1, 2, -1, BLOCK, proposal.validator(), proposal.signature()).verifies(CHAIN))
                .isFalse();
        assertThat(new Proposal(1, 3, 0, BLOCK, proposal.validator(), proposal.signature()).verifies(CHAIN))
                .isFalse();
    }

    @Test
    void aVoteIsNotAProposal() {
        assertThat(new Proposal(1, 0, -1, BLOCK, VOTE.validator(), VOTE.signature()).verifies(CHAIN))
                .isFalse();
    }

    @Test
    void heightsRoundsAndValidRoundsHaveRanges() {
        assertThatThrownBy(() -> Vote.sign(CHAIN, Vote.Type.PREVOTE, 0, 0, Optional.empty(), KEYS.getFirst()))
                .hasMessage("height must be 1 or more: 0");
        assertThatThrownBy(() -> Vote.sign(CHAIN, Vote.Type.PREVOTE, 1, -1, Optional.empty(), KEYS.getFirst()))
                .hasMessage("round must be 0 or more: -1");
        assertThatThrownBy(() -> Proposal.sign(1, 1, BLOCK, KEYS.getFirst()))
                .hasMessage("valid round must be -1 to 0: 1");
        assertThatThrownBy(() -> Proposal.sign(1, -2, BLOCK, KEYS.getFirst()))
                .hasMessage("valid round must be -1 to 0: -2");
    }
}
