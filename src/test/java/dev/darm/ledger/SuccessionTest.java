package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;
import static dev.darm.ledger.FourValidators.SET;
import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who decides changes only by a block, and all nodes go on with the new set from the next one. */
class SuccessionTest {

    private static final Genesis GENESIS = FourValidators.WITH_SECTIONS;
    private static final SigningKey FIFTH = FourValidators.key(5);

    private final LedgerNet net = new LedgerNet(GENESIS, 1);

    SuccessionTest() {
        for (int i = 0; i < 4; i++) net.start(NAMES.get(i), Optional.of(KEYS.get(i)));
    }

    @Test
    void whoVotesTwiceIsNamedInABlockAndLosesItsSeat() throws IOException {
        commit("before");
        long height = net.node("alpha").chain.height() + 1;
        LedgerNet.Node witness = net.node("beta");
        net.node("gamma").submit(payload("in progress"));
        net.run(Duration.ofMillis(5));

        witness.hear("delta", vote(height, Optional.of(Hash.of("one"))));
        witness.hear("delta", vote(height, Optional.of(Hash.of("two"))));
        net.run(Duration.ofSeconds(20));
        commit("after");

        for (LedgerNet.Node node : net.nodes.values()) {
            assertThat(node.core.validators().members())
                    .extracting(ValidatorSet.Member::name)
                    .containsExactly("alpha", "beta", "gamma");
            assertThat(texts(node)).contains("before", "after");
        }
        assertSame();
        assertThat(net.accusations).isNotEmpty();
    }

    @Test
    void evidenceOutlivesARestartOfAllThatHaveIt() throws IOException {
        commit("before");
        long height = net.node("alpha").chain.height() + 1;
        net.kill("alpha");
        net.kill("delta");
        net.node("beta").submit(payload("in progress"));

        net.node("beta").hear("delta", vote(height, Optional.of(Hash.of("one"))));
        net.node("beta").hear("delta", vote(height, Optional.of(Hash.of("two"))));
        assertThat(net.node("beta").core.accusations()).hasSize(1);
        net.kill("beta");
        net.kill("gamma");
        net.run(Duration.ofSeconds(1));
        for (int i = 0; i < 3; i++) net.start(NAMES.get(i), Optional.of(KEYS.get(i)));
        net.run(Duration.ofSeconds(20));

        for (String honest : List.of("alpha", "beta", "gamma")) {
            assertThat(net.node(honest).core.validators().find("delta")).isEmpty();
            assertThat(net.node(honest).core.accusations()).isEmpty();
        }
        assertSame();
    }

    @Test
    void evidenceThatHasNoEffectAnyMoreIsNotBroughtAgain() throws IOException {
        Evidence evidence = Evidence.of(
                FourValidators.precommit(3, 9, 0, Hash.of("one")), FourValidators.precommit(3, 9, 0, Hash.of("two")));
        submit(evidence.payload());
        net.run(Duration.ofSeconds(10));
        long height = net.node("alpha").chain.height();
        assertThat(net.node("alpha").core.validators().find("delta")).isEmpty();

        net.kill("alpha");
        net.start("alpha", Optional.of(KEYS.getFirst()));
        net.run(Duration.ofSeconds(10));

        assertThat(net.node("alpha").core.accusations()).isEmpty();
        assertThat(net.node("alpha").chain.height()).isEqualTo(height);
    }

    @Test
    void whoProposesTwoBlocksInARoundIsNamedAsWell() throws IOException {
        SigningKey proposer = KEYS.get(1);
        ChainState state = ChainState.of(GENESIS);
        Block one = state.propose(proposer.publicKey(), net.now(), 1, List.of(payload("one")));
        Block two = state.propose(proposer.publicKey(), net.now(), 2, List.of(payload("two")));
        net.kill("beta");

        for (String honest : List.of("alpha", "gamma", "delta")) {
            net.node(honest).hear("beta", Proposal.sign(0, -1, one, proposer));
            net.node(honest).hear("beta", Proposal.sign(0, -1, two, proposer));
        }
        net.run(Duration.ofSeconds(30));

        assertThat(net.accusations).extracting(said -> said.evidence().about()).contains(Evidence.About.PROPOSAL);
        assertThat(net.node("alpha").core.validators().find("beta")).isEmpty();
        assertSame();
    }

    @Test
    void aNodeThatTheValidatorsApproveGetsASeatAndIsNeededFromThenOn() throws IOException {
        net.start("epsilon", Optional.of(FIFTH));
        commit("before");
        submit(approved(SeatChange.seat(SET, "epsilon", FIFTH.publicKey(), 1), FIFTH, 0, 1, 2));
        net.run(Duration.ofSeconds(10));

        assertThat(net.node("epsilon").core.validators().size()).isEqualTo(5);
        net.kill("alpha");
        commit("four of five");
        net.kill("beta");
        submit(payload("three of five"));
        net.run(Duration.ofSeconds(30));

        assertThat(texts(net.node("epsilon"))).contains("four of five").doesNotContain("three of five");
        assertSame();
    }

    @Test
    void aValidatorLeavesByItsOwnHandAndFollows() throws IOException {
        submit(SeatChange.leave(SET, "delta").approve(CHAIN, KEYS.get(3)).payload());
        net.run(Duration.ofSeconds(10));
        commit("after");

        assertThat(net.node("delta").core.validators().size()).isEqualTo(3);
        assertThat(net.node("delta").core.status(0, 0).step()).isEqualTo("follows");
        assertThat(texts(net.node("delta"))).contains("after");
        assertSame();
    }

    @Test
    void aValidatorTakesAnotherKeyAndTheOldOneIsWorthNothing() throws IOException {
        submit(SeatChange.seat(SET, "delta", FIFTH.publicKey(), 1)
                .approve(CHAIN, KEYS.get(3))
                .approve(CHAIN, FIFTH)
                .payload());
        net.run(Duration.ofSeconds(10));
        assertThat(net.node("delta").core.status(0, 0).step()).isEqualTo("follows");

        net.kill("delta");
        net.kill("gamma");
        net.start("delta", Optional.of(FIFTH));
        commit("with the new key");

        assertThat(texts(net.node("alpha"))).contains("with the new key");
        assertSame();
    }

    @Test
    void aRestartKnowsWhoDecidesFromTheChainAlone() throws IOException {
        submit(SeatChange.leave(SET, "delta").approve(CHAIN, KEYS.get(3)).payload());
        net.run(Duration.ofSeconds(10));
        commit("one");
        submit(approved(
                SeatChange.seat(net.node("alpha").core.validators(), "epsilon", FIFTH.publicKey(), 2), FIFTH, 0, 1, 2));
        net.run(Duration.ofSeconds(10));
        net.start("epsilon", Optional.of(FIFTH));
        commit("two");

        LedgerNet.Node alpha = net.node("alpha");
        ValidatorSet now = alpha.core.validators();
        assertThat(now.totalPower()).isEqualTo(5);
        Chain again = Chain.open(alpha.chainRecords, GENESIS);
        assertThat(again.state().validators()).isEqualTo(now);
        assertThat(again.validators(1)).isEqualTo(SET);
        assertThat(again.validators(again.height() + 1)).isEqualTo(now);
        for (LedgerNet.Node node : List.copyOf(net.nodes.values())) {
            net.kill(node.name);
        }
        for (int i = 0; i < 3; i++) net.start(NAMES.get(i), Optional.of(KEYS.get(i)));
        net.start("epsilon", Optional.of(FIFTH));
        commit("three");
        assertSame();
    }

    @Test
    void aChangeIsRefusedWithTheReason() {
        SeatChange join = SeatChange.seat(SET, "epsilon", FIFTH.publicKey(), 1);
        assertRefused(approved(join, FIFTH, 0, 1), "power 2 of 4 approves, but the change needs 3");
        assertRefused(approve(join, 0, 1, 2).payload(), "the new key of epsilon does not approve");
        assertRefused(
                approve(join, 0, 1, 2).approve(CHAIN, FourValidators.key(9)).payload(),
                "that approves is no validator's");
        assertRefused(approve(join, 0, 1, 2).approve("elsewhere", FIFTH).payload(), "does not verify");
        SeatChange more = SeatChange.seat(SET, "delta", KEYS.get(3).publicKey(), 2);
        assertRefused(approve(more, 3).payload(), "power 1 of 4 approves");
        assertRefused(approve(SeatChange.leave(SET, "alpha"), 3).payload(), "power 1 of 4 approves");
        assertRefused(approve(SeatChange.leave(SET, "zeta"), 0, 1, 2).payload(), "is no validator");
        assertRefused(
                approve(SeatChange.seat(SET, "delta", KEYS.get(2).publicKey(), 1), 2, 3)
                        .payload(),
                "has the seat of gamma");
        ValidatorSet other = new ValidatorSet(SET.members().subList(0, 3));
        assertRefused(approve(SeatChange.leave(other, "alpha"), 0).payload(), "the change is for the validators");
        assertRefused(new Payload(Payload.SEAT_CHANGE, new byte[] {1, 2, 3}), "seat change");
        Payload oldChain = approve(SeatChange.leave(SET, "alpha"), 0).payload();
        assertThat(ChainState.of(FourValidators.GENESIS).refusal(oldChain, (payload, set) -> Optional.empty()))
                .hasValueSatisfying(why -> assertThat(why).contains("its validators never change"));
    }

    @Test
    void evidenceIsRefusedWhenItProvesNothing() {
        Evidence sound = Evidence.of(vote(3, Optional.empty()), vote(3, Optional.of(Hash.of("one"))));
        assertThat(ChainState.of(GENESIS).refusal(sound.payload(), (payload, set) -> Optional.empty()))
                .isEmpty();

        Vote forged = new Vote(
                Vote.Type.PREVOTE,
                3,
                0,
                Optional.of(Hash.of("two")),
                KEYS.get(3).publicKey(),
                vote(3, Optional.of(Hash.of("one"))).signature());
        assertRefused(Evidence.of(vote(3, Optional.empty()), forged).payload(), "does not verify");
        SigningKey stranger = FourValidators.key(9);
        Vote one = Vote.sign(CHAIN, Vote.Type.PREVOTE, 3, 0, Optional.empty(), stranger);
        Vote two = Vote.sign(CHAIN, Vote.Type.PREVOTE, 3, 0, Optional.of(Hash.of("x")), stranger);
        assertRefused(Evidence.of(one, two).payload(), "is no validator");
    }

    private static void assertRefused(Payload payload, String why) {
        assertThat(ChainState.of(GENESIS).refusal(payload, (any, set) -> Optional.empty()))
                .hasValueSatisfying(found -> assertThat(found).contains(why));
    }

    private static SeatChange approve(SeatChange change, int... validators) {
        SeatChange approved = change;
        for (int validator : validators) approved = approved.approve(CHAIN, KEYS.get(validator));
        return approved;
    }

    private static Payload approved(SeatChange change, SigningKey entering, int... validators) {
        return approve(change, validators).approve(CHAIN, entering).payload();
    }

    private static Vote vote(long height, Optional<Hash> block) {
        return Vote.sign(CHAIN, Vote.Type.PREVOTE, height, 0, block, KEYS.get(3));
    }

    private void submit(Payload payload) {
        LedgerNet.Node first = net.nodes.values().stream()
                .filter(node -> !node.dead)
                .findFirst()
                .orElseThrow();
        assertThat(first.submit(payload)).isEmpty();
    }

    /** Submits a text and waits until every living node has it. */
    private void commit(String text) throws IOException {
        submit(payload(text));
        net.run(Duration.ofSeconds(30));
        for (LedgerNet.Node node : net.nodes.values()) {
            if (!node.dead) assertThat(texts(node)).as(node.name).contains(text);
        }
    }

    private static List<String> texts(LedgerNet.Node node) throws IOException {
        return node.chain.blocks(1, Integer.MAX_VALUE, Integer.MAX_VALUE).stream()
                .flatMap(block -> block.block().payloads().stream())
                .map(payload -> new String(payload.content(), StandardCharsets.UTF_8))
                .toList();
    }

    /** The living nodes have one chain, and it verifies from the genesis on. */
    private void assertSame() throws IOException {
        ChainVerifier verifier = new ChainVerifier(GENESIS, (payload, set) -> Optional.empty());
        List<ChainVerifier.Verdict> verdicts = new ArrayList<>();
        for (LedgerNet.Node node : net.nodes.values()) {
            if (!node.dead) verdicts.add(verifier.verify(node.chainRecords));
        }
        assertThat(verdicts).hasOnlyElementsOfType(ChainVerifier.Verdict.Sound.class);
        assertThat(Set.copyOf(verdicts)).hasSize(1);
    }
}
