package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.SET;
import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.ByteReader;
import dev.darm.ledger.LedgerRun.Node;
import dev.darm.ledger.LightClient.Trust;
import dev.darm.ledger.LightClient.Trusted;
import dev.darm.ledger.LightClient.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A chain with the fast path, with real keys: what it costs, and who believes its blocks. */
@Tag("simulated")
class FastChainTest {

    private static final Genesis FAST = FourValidators.WITH_FAST_PATH;
    private static final long START_MS = 100;
    private static final long LINK_MS = 50;

    private final LedgerRun run = new LedgerRun(FAST);

    @Test
    void aDecisionTakesTwoOneWayDelaysFifteenMessagesOneSyncOfVotesAndOneOfTheChainAndNoTimer() {
        decide();

        assertThat(run.agenda.now()).isEqualTo(START_MS + 2 * LINK_MS);
        assertThat(run.spoken).isEqualTo(3 + 12);
        assertThat(run.timersRung).isZero();
        assertThat(run.nodes).extracting(node -> node.voteSyncs).containsOnly(1L);
        assertThat(run.nodes).extracting(node -> node.blockSyncs).containsOnly(1L);
    }

    /** Statements, an offer that they admit and endorsements: nothing of it happens when all goes well. */
    @Test
    void whenHalfOfThemMissTheProposalALaterRoundDecidesTheSameBlock() throws IOException {
        run.lost = (peer, message) -> List.of("gamma", "delta").contains(peer)
                && message instanceof PeerMessage.Spoken(String from, ConsensusMessage said)
                && said instanceof Proposal
                && said.round() == 0;

        decide();

        CommittedBlock committed = run.nodes.getFirst().block(1);
        assertThat(committed.certificate().round()).isPositive();
        assertThat(committed.block().header().proposer()).isEqualTo(KEYS.get(1).publicKey());
        assertThat(run.nodes.getFirst().verify()).isInstanceOf(ChainVerifier.Verdict.Sound.class);
    }

    @Test
    void whatPrevotesDecideIsBelievedOnAChainWithTheFastPathAndOnNoOther() throws IOException {
        decide();
        Node node = run.nodes.getFirst();
        Certificate certificate = node.block(1).certificate();
        Block block = node.block(1).block();

        assertThat(certificate.type()).isEqualTo(Vote.Type.PREVOTE);
        assertThat(ByteReader.readAll(certificate.bytes(), Certificate::read)).isEqualTo(certificate);
        assertThat(certificate.refusal(SET, CHAIN, true, block.hash(), 1)).isEmpty();
        assertThat(certificate.refusal(SET, CHAIN, block.hash(), 1))
                .hasValueSatisfying(why -> assertThat(why).contains("no fast path"));
        Certificate asPrecommits = new Certificate(1, certificate.round(), block.hash(), certificate.precommits());
        assertThat(asPrecommits.refusal(SET, CHAIN, true, block.hash(), 1))
                .hasValueSatisfying(why -> assertThat(why).contains("does not verify"));
        Certificate tooFew = new Certificate(
                Vote.Type.PREVOTE,
                1,
                certificate.round(),
                block.hash(),
                certificate.precommits().subList(0, 2));
        assertThat(tooFew.refusal(SET, CHAIN, true, block.hash(), 1))
                .hasValueSatisfying(why -> assertThat(why).contains("power 2 of 4, but a block needs 3"));
    }

    @Test
    void theChainItsProofsAndALightClientHold() throws IOException {
        run.start();
        run.agenda.after(START_MS, () -> run.nodes.get(1).submit(payload("one")));
        run.agenda.after(2_000, () -> run.nodes.get(2).submit(payload("two")));
        run.agenda.after(4_000, () -> run.nodes.get(3).submit(payload("three")));
        assertThat(run.run(20_000, 3)).isTrue();
        Node node = run.nodes.getLast();

        assertThat(node.verify())
                .isInstanceOfSatisfying(ChainVerifier.Verdict.Sound.class, sound -> assertThat(sound.height())
                        .isEqualTo(3));
        LedgerProof proof = node.prove(2, 0);
        assertThat(proof.certificate().type()).isEqualTo(Vote.Type.PREVOTE);
        assertThat(proof.refusal(FAST)).isEmpty();
        CommittedBlock last = node.block(3);
        LightBlock light = new LightBlock(last.block().header(), last.certificate(), SET, SET);
        Instant now = last.block().header().time().plusSeconds(1);
        Trust trust = new Trust(1, 3, Duration.ofDays(14), Duration.ofSeconds(10));
        assertThat(new LightClient(FAST, trust).verify(Trusted.of(FAST), light, now))
                .isInstanceOf(Verdict.Holds.class);
        assertThat(new LightClient(CHAIN, trust).verify(Trusted.of(FAST), light, now))
                .isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void twoPrevotesWithTimesAreEvidence() {
        Instant time = FAST.time().plusSeconds(1);
        Vote one = Vote.timed(CHAIN, Vote.Type.PREVOTE, 3, 0, payload("one").hash(), time, KEYS.getFirst());
        Vote other = Vote.timed(CHAIN, Vote.Type.PREVOTE, 3, 0, payload("other").hash(), time, KEYS.getFirst());

        Evidence evidence = Evidence.of(one, other);

        assertThat(evidence.refusal(SET, CHAIN)).isEmpty();
        assertThat(ByteReader.readAll(evidence.bytes(), Evidence::read)).isEqualTo(evidence);
    }

    /** What must not count: a statement whose claim nobody signed, and messages of the fast path on a chain without it. */
    @Test
    void whatIsNotSignedAsItMustBeIsNotHeard() {
        Statement.Claim forged = new Statement.Claim(
                0, payload("x").hash(), Optional.of(Signature.of(KEYS.get(3), new byte[] {1})), List.of());
        Statement lie = Statement.sign(CHAIN, 1, 1, Optional.of(forged), Optional.empty(), KEYS.get(3));
        Statement nothing = Statement.sign(CHAIN, 1, 1, Optional.empty(), Optional.empty(), KEYS.get(3));
        Vote endorsement = Vote.sign(
                CHAIN, Vote.Type.ENDORSE, 1, 1, Optional.of(payload("x").hash()), KEYS.get(3));

        LedgerCore plain = core(FourValidators.WITH_MEDIAN_TIME);
        LedgerCore fast = core(FAST);

        for (PeerMessage message : List.of(
                new PeerMessage.Stated("delta", nothing, List.of()), new PeerMessage.Spoken("delta", endorsement)))
            assertThat(plain.hear(message, FAST.time())).isEmpty();
        assertThat(fast.hear(new PeerMessage.Stated("delta", lie, List.of()), FAST.time()))
                .isEmpty();
    }

    private static LedgerCore core(Genesis genesis) {
        return new LedgerCore(
                "gamma",
                Optional.of(KEYS.get(2)),
                ChainState.of(genesis),
                (payload, validators) -> Optional.empty(),
                LedgerRun.SETTINGS,
                new Random(1));
    }

    private void decide() {
        run.linkMs = LINK_MS;
        run.start();
        run.agenda.after(START_MS, () -> run.nodes.get(1).submit(payload("hello")));

        assertThat(run.run(30_000, 1)).isTrue();
    }
}
