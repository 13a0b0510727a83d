package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;
import static dev.darm.ledger.FourValidators.WITH_MEDIAN_TIME;
import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.broadcast.Verdict;
import dev.darm.codec.Hash;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node that was away since height {@link #AWAY} among the true chain and a higher one that follows from the same block: who made that
 * one has the keys of three validators of then. "aardvark" shows it.
 */
class TrustedBlockTest {

    private static final int AWAY = 4;
    private static final int TRUE = 16;
    private static final int FALSE = 40;
    private static final int TRUST = 12;
    private static final String LIAR = "aardvark";

    private final LedgerNet net = new LedgerNet(WITH_MEDIAN_TIME, 5);

    /** Delta was away and comes back; the others may keep few blocks. */
    private void away(long keep) throws IOException {
        for (int i = 0; i < 4; i++) {
            if (keep > 0) net.keeps.put(NAMES.get(i), keep);
            net.start(NAMES.get(i), Optional.of(KEYS.get(i)));
        }
        commit(1, AWAY);
        net.kill("delta");
        commit(AWAY + 1, TRUE - AWAY);
    }

    private void commit(int from, int count) {
        for (int i = from; i < from + count; i++) {
            assertThat(net.node("alpha").submit(payload("claim " + i))).isEmpty();
            net.run(Duration.ofSeconds(3));
        }
    }

    /** Lays the chain that delta has and goes on with one of blocks that were never decided. */
    private RecordsInHeap falseChain() throws IOException {
        RecordsInHeap records = new RecordsInHeap();
        Chain chain = Chain.open(records, WITH_MEDIAN_TIME);
        ChainState state = ChainState.of(WITH_MEDIAN_TIME);
        for (long height = 1; height <= AWAY; height++) {
            CommittedBlock block = net.node("delta").chain.block(height);
            chain.append(block);
            state = state.after(block);
        }
        for (int height = AWAY + 1; height <= FALSE; height++) {
            Block block = state.propose(
                    KEYS.getFirst().publicKey(),
                    state.tip().time().plusSeconds(1),
                    height,
                    List.of(payload("lie " + height)));
            List<Vote> votes = KEYS.subList(0, 3).stream()
                    .map(key -> Vote.precommit(
                            WITH_MEDIAN_TIME.chainId(),
                            block.height(),
                            0,
                            block.hash(),
                            block.header().time(),
                            key))
                    .toList();
            CommittedBlock committed = new CommittedBlock(
                    block, Certificate.of(block.height(), 0, block.hash(), votes, state.validators()));
            chain.append(committed);
            state = state.after(committed);
        }
        return records;
    }

    private void startLiar() throws IOException {
        Chain chain = net.start(LIAR, Optional.empty(), falseChain()).chain;
        if (net.keeps.containsKey(LIAR)) for (int i = 0; i < FALSE; i++) chain.prune(3, Long.MAX_VALUE);
    }

    private TrustedBlock trusted(long height) throws IOException {
        return new TrustedBlock(
                height, net.node("alpha").chain.content(height).header().hash());
    }

    private void comesBack() {
        net.start("delta", Optional.of(KEYS.get(3)));
        net.run(Duration.ofSeconds(60));
    }

    /** At first the liar alone is in reach. */
    private void comesBackToTheLiar() throws IOException {
        TrustedBlock end = trusted(TRUE);
        for (int i = 0; i < 3; i++) net.kill(NAMES.get(i));
        startLiar();
        net.start("delta", Optional.of(KEYS.get(3)));
        net.run(Duration.ofSeconds(10));
        if (net.trusted.containsKey("delta"))
            assertThat(net.node("delta").chain.height()).isEqualTo(AWAY);
        for (int i = 0; i < 3; i++) net.start(NAMES.get(i), Optional.of(KEYS.get(i)));
        net.run(Duration.ofSeconds(60));
        assertThat(trusted(TRUE)).isEqualTo(end);
    }

    private void assertOnTrueChain() throws IOException {
        assertThat(net.node("delta").chain.height()).isGreaterThanOrEqualTo(TRUE);
        for (long height = 1; height <= TRUE; height++)
            assertThat(net.node("delta").chain.content(height))
                    .isEqualTo(net.node("alpha").chain.content(height));
    }

    /** What the setting is for. */
    @Test
    void withoutATrustedBlockOldKeysLeadAstray() throws IOException {
        away(0);
        comesBackToTheLiar();

        assertThat(net.node("delta").chain.height()).isEqualTo(FALSE);
    }

    @Test
    void aPushedBlockIsNotTakenEither() throws IOException {
        away(0);
        net.trusted.put("delta", trusted(TRUST));
        for (int i = 0; i < 3; i++) net.kill(NAMES.get(i));
        net.start("delta", Optional.of(KEYS.get(3)));
        CommittedBlock lie = Chain.open(falseChain(), WITH_MEDIAN_TIME).block(AWAY + 1);

        net.node("delta").push(lie);

        assertThat(net.node("delta").chain.height()).isEqualTo(AWAY);
        assertThat(net.node("delta").verdicts).containsExactly(Verdict.DROP);
    }

    @ParameterizedTest
    @ValueSource(longs = {AWAY + 1, TRUST, TRUE})
    void noBlockOfAChainIsTakenThatDoesNotLeadThroughTheTrustedOne(long height) throws IOException {
        away(0);
        net.trusted.put("delta", trusted(height));
        comesBackToTheLiar();

        assertOnTrueChain();
        assertThat(net.refused).filteredOn(bad -> bad.peer().equals(LIAR)).anyMatch(bad -> bad.why()
                .contains(trustedHash(height)));
    }

    private String trustedHash(long height) {
        try {
            return trusted(height).hash().hex();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aNodeWithoutAChainFindsTheWayToo() throws IOException {
        away(0);
        startLiar();
        net.trusted.put("epsilon", trusted(TRUST));
        net.start("epsilon", Optional.empty());
        net.run(Duration.ofSeconds(60));

        for (long height = 1; height <= TRUE; height++)
            assertThat(net.node("epsilon").chain.content(height))
                    .isEqualTo(net.node("alpha").chain.content(height));
    }

    @Test
    void abridgedBlocksLeadThroughTheTrustedOneToo() throws IOException {
        away(AWAY);
        startLiar();
        net.trusted.put("delta", trusted(TRUST));
        comesBack();

        assertOnTrueChain();
        assertThat(net.node("delta").runs).isPositive();
    }

    @Test
    void aLiarThatShowsAbridgedBlocksIsRefusedToo() throws IOException {
        away(AWAY);
        net.keeps.put(LIAR, 3L);
        net.trusted.put("delta", trusted(TRUST));
        comesBackToTheLiar();
        assertThat(net.node(LIAR).chain.oldest()).isGreaterThan(AWAY + 1L);

        assertOnTrueChain();
    }

    @Test
    void whoIsBelowTheTrustedBlockDoesNotVoteAndSaysWhy() throws IOException {
        away(0);
        net.kill("gamma");
        net.trusted.put("delta", new TrustedBlock(TRUE + 2, Hash.of("nobody has it yet")));
        comesBack();
        assertThat(net.node("alpha").submit(payload("waits"))).isEmpty();
        net.run(Duration.ofSeconds(20));

        assertThat(net.node("alpha").chain.height()).isEqualTo(TRUE);
        assertThat(net.node("delta").chain.height()).isEqualTo(AWAY);
        assertThat(net.node("delta").core.status(0, 0).standing())
                .startsWith("follows to the trusted block of height " + (TRUE + 2) + ": at height " + AWAY);
    }

    @Test
    void whoCameToTheTrustedBlockVotesAgain() throws IOException {
        away(0);
        net.trusted.put("delta", trusted(TRUE));
        comesBack();
        net.kill("gamma");
        commit(TRUE + 1, 2);

        assertThat(net.node("alpha").chain.height()).isEqualTo(TRUE + 2L);
    }

    @Test
    void aRestartOnTheWayFindsItAgain() throws IOException {
        away(0);
        startLiar();
        net.trusted.put("delta", trusted(TRUST));
        for (int i = 0; i < 20; i++) {
            net.start("delta", Optional.of(KEYS.get(3)));
            net.run(Duration.ofMillis(25L * i));
            net.kill("delta");
        }
        comesBack();

        assertOnTrueChain();
    }

    /** It says that it is high and answers nothing, and goes at the last moment. */
    @Test
    void aGuideThatFallsSilentIsGivenUp() throws IOException {
        away(0);
        net.trusted.put("delta", trusted(TRUST));
        net.start(LIAR, Optional.empty());
        net.node(LIAR).mute = true;
        net.start("delta", Optional.of(KEYS.get(3)));
        for (int i = 0; i < 60; i++) {
            net.node("delta").tell(new PeerMessage.Reached(LIAR, FALSE));
            net.run(Duration.ofSeconds(1));
        }

        assertOnTrueChain();
    }

    @Test
    void aChainThatDoesNotLeadThroughTheTrustedBlockIsRefusedAtTheStart() throws IOException {
        away(0);
        Chain chain = Chain.open(falseChain(), WITH_MEDIAN_TIME);
        TrustedBlock block = trusted(TRUST);
        String found = chain.block(TRUST).block().hash().hex();

        assertThatThrownBy(() -> chain.require(block))
                .isInstanceOf(UnusableChain.class)
                .hasMessageContaining("height " + TRUST)
                .hasMessageContaining(block.hash().hex())
                .hasMessageContaining(found)
                .hasMessageContaining("move the folders");
        assertThatCode(() -> net.node("alpha").chain.require(block)).doesNotThrowAnyException();
        assertThatCode(() -> net.node("delta").chain.require(block)).doesNotThrowAnyException();
    }
}
