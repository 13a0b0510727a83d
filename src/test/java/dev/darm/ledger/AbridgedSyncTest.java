package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.NAMES;
import static dev.darm.ledger.FourValidators.SET;
import static dev.darm.ledger.FourValidators.WITH_SECTIONS;
import static dev.darm.ledger.FourValidators.payload;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nodes that keep few blocks, in virtual time: they go on, restart, and bring a wiped node up to them. */
class AbridgedSyncTest {

    private final LedgerNet net = new LedgerNet(WITH_SECTIONS, 11);

    private void start(long keep) {
        for (int i = 0; i < 4; i++) {
            if (keep > 0) net.keeps.put(NAMES.get(i), keep);
            net.start(NAMES.get(i), Optional.of(KEYS.get(i)));
        }
    }

    private void commit(int from, int count) {
        for (int i = from; i < from + count; i++) {
            assertThat(net.node("alpha").submit(payload("claim " + i))).isEmpty();
            net.run(Duration.ofSeconds(3));
        }
    }

    private void assertSame() throws IOException {
        Chain first = net.node("alpha").chain;
        for (LedgerNet.Node node : net.nodes.values()) {
            if (node.dead) continue;
            assertThat(node.chain.height()).as(node.name).isEqualTo(first.height());
            for (long height = 1; height <= first.height(); height++)
                assertThat(node.chain.content(height)).as(node.name).isEqualTo(first.content(height));
        }
    }

    @Test
    void aWipedNodeComesBackThoughNobodyKeepsTheFirstBlocks() throws IOException {
        start(5);
        commit(0, 10);
        net.node("alpha")
                .submit(SeatChange.leave(SET, "delta")
                        .approve(CHAIN, KEYS.get(3))
                        .payload());
        net.run(Duration.ofSeconds(10));
        commit(10, 15);
        assertThat(net.node("alpha").chain.oldest()).isGreaterThan(15);

        net.kill("delta");
        net.wipe("delta");
        net.start("delta", Optional.empty());
        net.run(Duration.ofSeconds(20));

        assertThat(net.node("delta").runs).isPositive();
        assertThat(net.node("delta").core.validators())
                .isEqualTo(net.node("alpha").core.validators());
        commit(25, 8);
        assertSame();
        assertThat(net.node("delta").chain.oldest()).isGreaterThan(20);
    }

    @Test
    void prunedValidatorsRestartAndGoOn() throws IOException {
        start(5);
        commit(0, 20);
        for (int i = 0; i < 4; i++) {
            net.kill(NAMES.get(i));
            net.start(NAMES.get(i), Optional.of(KEYS.get(i)));
        }
        commit(20, 5);

        assertThat(net.node("alpha").chain.height()).isEqualTo(25);
        assertSame();
    }

    @Test
    void aNodeThatWasAwayTakesARunAndVotesAgain() throws IOException {
        start(5);
        commit(0, 5);
        net.kill("delta");
        commit(5, 20);
        net.start("delta", Optional.of(KEYS.get(3)));
        net.run(Duration.ofSeconds(20));
        net.kill("gamma");
        commit(25, 3);

        assertThat(net.node("delta").runs).isPositive();
        assertThat(net.node("alpha").chain.height()).isEqualTo(28);
        assertSame();
    }

    @Test
    void anArchiveWaitsForAnArchive() throws IOException {
        start(5);
        commit(0, 20);
        net.start("epsilon", Optional.empty());
        net.run(Duration.ofSeconds(20));

        assertThat(net.node("epsilon").chain.height()).isZero();
        assertThat(net.node("epsilon").core.archives()).isEmpty();
    }

    @Test
    void anArchiveIsKnownAndGivesEverything() throws IOException {
        for (String name : NAMES) if (!name.equals("gamma")) net.keeps.put(name, 5L);
        start(0);
        commit(0, 20);
        net.start("epsilon", Optional.empty());
        net.run(Duration.ofSeconds(20));

        assertThat(net.node("epsilon").chain.oldest()).isEqualTo(1);
        assertThat(net.node("epsilon").chain.height()).isEqualTo(20);
        assertThat(net.node("alpha").core.archives()).containsExactlyElementsOf(List.of("epsilon", "gamma"));
        assertSame();
    }
}
