package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.darm.ledger.LedgerCore.Entry;
import dev.darm.ledger.consensus.Input;
import dev.darm.ledger.consensus.ProposerRotation;
import dev.darm.world.Effect;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger of alpha at height 3; with the keys of beta and gamma, delta made a second chain from height 3 on. */
class ForkWatchTest {

    private static final Genesis GENESIS = FourValidators.WITH_MEDIAN_TIME;
    private static final Instant NOW = GENESIS.time().plusSeconds(3600);
    private static final PayloadRules ANYTHING = (payload, validators) -> Optional.empty();

    private final List<ForkWatch.Sighting> seen = new ArrayList<>();
    private Chain ours;
    private Chain theirs;
    private LedgerCore core;

    @BeforeEach
    void start() throws IOException {
        ours = ForkDetectorTest.chain(4, 4, 0, List.of(0, 1, 2));
        theirs = ForkDetectorTest.chain(2, 4, 0, List.of(1, 2, 3));
        core = new LedgerCore(
                "alpha",
                Optional.of(KEYS.getFirst()),
                ChainState.of(GENESIS),
                ANYTHING,
                LedgerSettings.of(ConfigFactory.load().getConfig("darm")),
                new Random(1));
        core.connected(new TreeSet<>(NAMES), NOW);
        hear(new PeerMessage.BlockResponse("gamma", 3, List.of(ours.block(1), ours.block(2), ours.block(3))));
        assertThat(core.tip()).isEqualTo(Tip.of(ours.block(3).block().header()));
        assertThat(seen).isEmpty();
    }

    private void hear(PeerMessage message) {
        take(core.hear(message, NOW));
    }

    private void take(List<Effect<Entry, Input<Block>, Said>> effects) {
        for (Effect<Entry, Input<Block>, Said> effect : effects)
            if (effect instanceof Effect.Publish<Entry, Input<Block>, Said>(Said.Forked(ForkWatch.Sighting fork)))
                seen.add(fork);
    }

    /** Two certificates of height 3, by which beta and gamma, who signed both, lose their seats. */
    private void assertForked(String from) throws IOException {
        assertThat(seen).singleElement().satisfies(fork -> assertThat(fork.words())
                .isEqualTo("FORK at height 3: " + from + " shows that "
                        + theirs.block(3).block().hash() + " was decided beside "
                        + core.tip().hash()));
        assertThat(core.accusations())
                .extracting(Evidence::validator)
                .containsExactly(KEYS.get(1).publicKey(), KEYS.get(2).publicKey());
        assertThat(core.accusations())
                .allSatisfy(evidence -> assertThat(ours.state().refusal(evidence.payload(), ANYTHING))
                        .isEmpty());
        assertThat(core.status(0, 0).standing()).startsWith("FORK at height 3: ");
        assertThat(core.tip().height()).isEqualTo(3);
    }

    @Test
    void anotherBlockOfTheTipsHeightIsNoticed() throws IOException {
        hear(new PeerMessage.BlockResponse("delta", 3, List.of(theirs.block(2), theirs.block(3))));

        assertForked("delta");
    }

    @Test
    void aBlockThatFollowsAnotherTipIsNoticedByThePrecommitsThatItHolds() throws IOException {
        hear(new PeerMessage.BlockResponse("delta", 4, List.of(theirs.block(4))));

        assertForked("delta");
    }

    /** Who proposes on another tip would otherwise not be heard. */
    @Test
    void aProposalThatFollowsAnotherTipIsNoticed() throws IOException {
        ProposerRotation rotation = ProposerRotation.of(FourValidators.SET);
        SigningKey proposer = KEYS.stream()
                .filter(key -> key.publicKey().equals(rotation.proposer(4, 0)))
                .findFirst()
                .orElseThrow();
        Block block = theirs.block(4).block();

        hear(new PeerMessage.Spoken("delta", Proposal.sign(0, -1, block, proposer)));

        assertForked("delta");
    }

    @Test
    void aPushedBlockIsLookedAtAsWell() throws IOException {
        take(core.pushed(theirs.block(3).block().hash(), theirs.block(3), NOW));

        assertForked("who pushed it");
    }

    @Test
    void theSameBlockIsNoticedOnce() throws IOException {
        hear(new PeerMessage.BlockResponse("delta", 4, List.of(theirs.block(4))));
        hear(new PeerMessage.BlockResponse("delta", 3, List.of(theirs.block(3))));
        hear(new PeerMessage.BlockResponse("beta", 3, List.of(theirs.block(3))));

        assertForked("delta");
    }

    /** Too few, or a signature of another: nothing was decided by that. */
    @Test
    void whatIsNotCertifiedIsNoFork() throws IOException {
        Block block = theirs.block(3).block();
        Certificate good = theirs.block(3).certificate();
        List<Certificate.SignedPrecommit> two = good.precommits().subList(0, 2);
        List<Certificate.SignedPrecommit> forged = new ArrayList<>(two);
        forged.add(new Certificate.SignedPrecommit(
                KEYS.getFirst().publicKey(),
                good.precommits().getFirst().time(),
                good.precommits().getFirst().signature()));

        for (List<Certificate.SignedPrecommit> precommits : List.of(two, forged))
            hear(new PeerMessage.BlockResponse(
                    "delta", 3, List.of(new CommittedBlock(block, new Certificate(3, 0, block.hash(), precommits)))));

        assertThat(seen).isEmpty();
        assertThat(core.accusations()).isEmpty();
    }

    /** Whoever holds the keys can make as many blocks as it likes. */
    @Test
    void noMoreThanAFewAreTold() throws IOException {
        for (int i = 0; i < 2 * ForkWatch.MOST; i++) {
            Chain other = ForkDetectorTest.chain(2, 2, 0, List.of(0, 1, 2));
            ForkDetectorTest.append(other, 5_000 + i, 0, List.of(1, 2, 3));
            hear(new PeerMessage.BlockResponse("delta", 3, List.of(other.block(3))));
        }

        assertThat(seen).hasSize(ForkWatch.MOST);
    }

    @Test
    void aForkOfTwoRoundsAccusesNobody() throws IOException {
        Chain later = ForkDetectorTest.chain(2, 3, 1, List.of(1, 2, 3));

        hear(new PeerMessage.BlockResponse("delta", 3, List.of(later.block(3))));

        assertThat(seen).hasSize(1);
        assertThat(core.accusations()).isEmpty();
    }
}
