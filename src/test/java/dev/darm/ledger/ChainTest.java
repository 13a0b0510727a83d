package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ChainTest {

    private final RecordsInHeap log = new RecordsInHeap();

    private Chain chainOf(int blocks) throws IOException {
        Chain chain = Chain.open(log, GENESIS);
        for (int i = 1; i <= blocks; i++) chain.append(FourValidators.committed(chain.tip(), "payload " + i));
        return chain;
    }

    @Test
    void anEmptyLogBecomesAChainAtTheGenesis() throws IOException {
        Chain chain = Chain.open(log, GENESIS);

        assertThat(chain.height()).isZero();
        assertThat(chain.lastHash()).isEqualTo(GENESIS.hash());
        assertThat(log.records).hasSize(1);
        assertThat(log.synced).isEqualTo(1);
        assertThat(chain.blocks(1, 10, 1000)).isEmpty();
    }

    @Test
    void aBlockIsDurableWhenAppendReturns() throws IOException {
        Chain chain = chainOf(0);
        CommittedBlock first = FourValidators.committed(chain.tip(), "one");

        chain.append(first);

        assertThat(log.synced).isEqualTo(2);
        assertThat(log.syncs).isEqualTo(2);
        assertThat(chain.height()).isEqualTo(1);
        assertThat(chain.lastHash()).isEqualTo(first.block().hash());
        assertThat(chain.block(1)).isEqualTo(first);
    }

    @Test
    void aChainOpenedAgainIsTheSame() throws IOException {
        Chain before = chainOf(5);

        Chain after = Chain.open(log, GENESIS);

        assertThat(after.tip()).isEqualTo(before.tip());
        assertThat(after.block(3)).isEqualTo(before.block(3));
        after.append(FourValidators.committed(after.tip(), "six"));
        assertThat(after.height()).isEqualTo(6);
    }

    @Test
    void rulesMakeAnotherChain() throws IOException {
        chainOf(1);

        assertThatThrownBy(() -> Chain.open(log, FourValidators.WITH_RULES)).isInstanceOf(UnusableChain.class);
    }

    @Test
    void gapsAndWrongPreviousHashesAreRefused() throws IOException {
        Chain chain = chainOf(1);
        Tip fork = Tip.of(FourValidators.block(GENESIS.tip(), "fork").header());

        assertThatThrownBy(() -> chain.append(FourValidators.committed(GENESIS.tip(), "again")))
                .hasMessage("block of height 1 does not follow height 1");
        assertThatThrownBy(() ->
                        chain.append(FourValidators.committed(new Tip(2, chain.lastHash(), GENESIS.time()), "gap")))
                .hasMessage("block of height 3 does not follow height 1");
        assertThatThrownBy(() -> chain.append(FourValidators.committed(fork, "on the fork")))
                .hasMessage("block of height 2 names " + fork.hash() + " as its previous, but height 1 has "
                        + chain.lastHash());
        assertThat(log.records).hasSize(2);
    }

    @Test
    void theChainOfAnotherGenesisIsRefusedWithBothHashes() throws IOException {
        chainOf(2);
        Genesis other = new Genesis("home", Instant.parse("2026-01-02T00:00:00Z"), SET);

        assertThatThrownBy(() -> Chain.open(log, other))
                .isInstanceOf(UnusableChain.class)
                .hasMessageContaining(GENESIS.hash().hex())
                .hasMessageContaining(other.hash().hex());
        assertThat(log.records).hasSize(3);
    }

    @Test
    void aLogOfSomethingElseIsRefused() {
        log.records.add(new byte[] {1, 2, 3});

        assertThatThrownBy(() -> Chain.open(log, GENESIS))
                .isInstanceOf(UnusableChain.class)
                .hasMessageStartingWith("the first record of the log is no chain marker");
    }

    @Test
    void aLogThatLostItsBeginningIsRefused() throws IOException {
        chainOf(3);
        log.dropBefore(2);

        assertThatThrownBy(() -> Chain.open(log, GENESIS))
                .isInstanceOf(UnusableChain.class)
                .hasMessageStartingWith("the chain's log starts at record 2");
    }

    @Test
    void aLastRecordThatIsNoBlockIsRefused() throws IOException {
        chainOf(1);
        log.records.add(new byte[] {1, 2, 3});

        assertThatThrownBy(() -> Chain.open(log, GENESIS))
                .isInstanceOf(UnusableChain.class)
                .hasMessageStartingWith("the chain is damaged at height 2: the record is no block");
    }

    @Test
    void afterAFailedWriteTheChainMustBeOpenedAgain() throws IOException {
        Chain chain = chainOf(1);
        CommittedBlock second = FourValidators.committed(chain.tip(), "two");
        log.failNextSync = true;

        assertThatThrownBy(() -> chain.append(second)).isInstanceOf(IOException.class);
        assertThat(chain.height()).isEqualTo(1);
        assertThatThrownBy(() -> chain.append(second)).isInstanceOf(IllegalStateException.class);

        Chain again = Chain.open(log, GENESIS);
        assertThat(again.block(again.height())).isEqualTo(second);
    }

    @Test
    void aFullDiskLosesNothingAcknowledged() throws IOException {
        Chain chain = chainOf(1);
        CommittedBlock second = FourValidators.committed(chain.tip(), "two");
        log.failNextAppend = true;

        assertThatThrownBy(() -> chain.append(second)).hasMessage("disk full");

        Chain again = Chain.open(log, GENESIS);
        again.append(second);
        assertThat(again.height()).isEqualTo(2);
    }

    @Test
    void blocksComeInOrderUpToTheLimits() throws IOException {
        Chain chain = chainOf(5);
        int content = "payload 1".length();

        assertThat(chain.blocks(2, 3, 1000)).extracting(CommittedBlock::height).containsExactly(2L, 3L, 4L);
        assertThat(chain.blocks(4, 10, 1000)).extracting(CommittedBlock::height).containsExactly(4L, 5L);
        assertThat(chain.blocks(1, 10, 2 * content))
                .extracting(CommittedBlock::height)
                .containsExactly(1L, 2L);
        assertThat(chain.blocks(1, 10, 1)).hasSize(1);
        assertThat(chain.blocks(6, 10, 1000)).isEmpty();
        assertThatThrownBy(() -> chain.block(6)).hasMessage("height 6 is not among 1 to 5");
        assertThatThrownBy(() -> chain.block(0)).hasMessage("height 0 is not among 1 to 5");
    }
}
