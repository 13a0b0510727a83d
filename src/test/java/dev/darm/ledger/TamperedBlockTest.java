package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;
import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.ledger.LedgerCore.Entry;
import dev.darm.ledger.consensus.Input;
import dev.darm.world.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Votes and the signature of a proposal name the header of a block. A block with the same header and other payloads is the
 * same to them, so it must be told apart before. Beta proposes in round 0 of height 1, gamma in round 1.
 */
class TamperedBlockTest {

    private static final Instant NOW = GENESIS.time().plusSeconds(60);
    private static final Block BLOCK =
            ChainState.of(GENESIS).propose(KEYS.get(1).publicKey(), NOW, 1, List.of(payload("hello")));
    private static final Block TAMPERED = new Block(BLOCK.header(), List.of(payload("goodbye")));

    private final LedgerCore core = new LedgerCore(
            "alpha",
            Optional.of(KEYS.getFirst()),
            ChainState.of(GENESIS),
            (payload, validators) -> Optional.empty(),
            LedgerRun.SETTINGS,
            new Random(1));
    private final List<Effect<Entry, Input<Block>, Said>> done = new ArrayList<>();

    TamperedBlockTest() {
        core.connected(new TreeSet<>(NAMES), NOW);
    }

    /** Whoever passes a proposal on can change its payloads; its signature verifies as before. */
    @Test
    void aCopyOfAProposalWithOtherPayloadsDoesNotSpoilTheProposal() {
        Proposal proposal = Proposal.sign(0, -1, BLOCK, KEYS.get(1));
        Proposal copy = new Proposal(1, 0, -1, TAMPERED, proposal.validator(), proposal.signature());
        assertThat(copy.verifies(CHAIN)).isTrue();

        hear(copy);
        hear(proposal);

        assertThat(sentVotes()).isNotEmpty().allMatch(vote -> vote.block().equals(Optional.of(BLOCK.hash())));
    }

    /** The header had a polka and was found valid, so only its payloads are wrong: nothing else would catch it. */
    @Test
    void aProposalThatIsRepeatedWithOtherPayloadsIsNeverCommitted() {
        hear(Proposal.sign(0, -1, BLOCK, KEYS.get(1)));
        for (int i = 1; i < 4; i++) hear(vote(Vote.Type.PREVOTE, 0, i));

        hear(Proposal.sign(1, 0, TAMPERED, KEYS.get(2)));
        for (int i = 1; i < 4; i++) hear(vote(Vote.Type.PREVOTE, 1, i));
        for (int i = 1; i < 4; i++) hear(vote(Vote.Type.PRECOMMIT, 1, i));

        assertThat(committed()).allMatch(block -> block.equals(BLOCK));
        hear(Proposal.sign(1, 0, BLOCK, KEYS.get(2)));
        assertThat(committed()).containsExactly(BLOCK);
    }

    private static Vote vote(Vote.Type type, int round, int validator) {
        return Vote.sign(CHAIN, type, 1, round, Optional.of(BLOCK.hash()), KEYS.get(validator));
    }

    private void hear(ConsensusMessage message) {
        done.addAll(core.hear(new PeerMessage.Spoken("delta", message), NOW));
    }

    private List<Vote> sentVotes() {
        List<Vote> votes = new ArrayList<>();
        for (Effect<Entry, Input<Block>, Said> effect : done) {
            if (effect
                    instanceof
                    Effect.Send<Entry, Input<Block>, Said>(
                            var to,
                            Said.ToPeer(PeerMessage.Spoken(String from, Vote vote)))) votes.add(vote);
        }
        return votes;
    }

    private List<Block> committed() {
        List<Block> blocks = new ArrayList<>();
        for (Effect<Entry, Input<Block>, Said> effect : done) {
            if (effect instanceof Effect.Persist<Entry, Input<Block>, Said>(Entry.Commit(CommittedBlock block)))
                blocks.add(block.block());
        }
        return blocks;
    }
}
