package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static dev.darm.ledger.FourValidators.SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.ledger.ChainVerifier.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChainVerifierTest {

    private static final ChainVerifier VERIFIER = new ChainVerifier(GENESIS, (payload, validators) -> Optional.empty());

    private static RecordsInHeap logOf(int blocks) throws IOException {
        RecordsInHeap log = new RecordsInHeap();
        Chain chain = Chain.open(log, GENESIS);
        for (int i = 1; i <= blocks; i++) chain.append(FourValidators.committed(chain.tip(), "a" + i, "b" + i));
        return log;
    }

    /** Replaces the block at the end of a chain of two by one with this header, decided by a quorum. */
    private static Verdict verdictOnSecond(BlockHeader header, Payload... payloads) throws IOException {
        RecordsInHeap log = logOf(1);
        Block block = new Block(header, List.of(payloads));
        log.append(new CommittedBlock(block, FourValidators.certificate(block, 0, 1, 2)).bytes());
        return VERIFIER.verify(log);
    }

    private static Tip first() throws IOException {
        return Chain.open(logOf(1), GENESIS).tip();
    }

    @Test
    void aChainOfGoodBlocksIsSound() throws IOException {
        RecordsInHeap log = logOf(4);

        assertThat(VERIFIER.verify(log))
                .isEqualTo(new Verdict.Sound(4, Chain.open(log, GENESIS).lastHash(), 4, 8));
        assertThat(VERIFIER.verify(logOf(0))).isEqualTo(new Verdict.Sound(0, GENESIS.hash(), 0, 0));
    }

    @Test
    void anEmptyLogIsNoChain() {
        assertThatThrownBy(() -> VERIFIER.verify(new RecordsInHeap())).isInstanceOf(UnusableChain.class);
    }

    @Test
    void aBrokenHashLinkIsNamed() throws IOException {
        RecordsInHeap log = logOf(3);
        Tip other = Tip.of(FourValidators.block(GENESIS.tip(), "other").header());
        Hash before = Tip.of(ByteReader.readAll(log.read(1), CommittedBlock::read)
                        .block()
                        .header())
                .hash();
        log.records.set(2, FourValidators.committed(other, "x").bytes());

        assertThat(VERIFIER.verify(log))
                .isEqualTo(
                        new Verdict.Broken(2, "the previous hash is " + other.hash() + ", but height 1 has " + before));
    }

    @Test
    void aTimeThatDoesNotIncreaseIsNamed() throws IOException {
        BlockHeader header =
                new BlockHeader(CHAIN, 2, first().time(), key(), first().hash(), SET.hash(), Merkle.EMPTY_ROOT, 0);

        assertThat(verdictOnSecond(header))
                .isEqualTo(new Verdict.Broken(
                        2, "the time 2026-01-01T00:00:01Z is not after 2026-01-01T00:00:01Z of height 1"));
    }

    @Test
    void aWrongPayloadRootIsNamed() throws IOException {
        BlockHeader header = new BlockHeader(CHAIN, 2, later(), key(), first().hash(), SET.hash(), Hash.ZERO, 0);

        assertThat(verdictOnSecond(header, FourValidators.payload("x")))
                .isEqualTo(new Verdict.Broken(
                        2,
                        "the payload roots are {ALL=" + Hash.ZERO + "}, but the payloads give "
                                + Block.roots(1, List.of(FourValidators.payload("x")))));
    }

    @Test
    void anotherValidatorSetChainHeightOrProposerIsNamed() throws IOException {
        Hash previous = first().hash();
        Hash root = Merkle.EMPTY_ROOT;

        assertThat(verdictOnSecond(new BlockHeader(CHAIN, 2, later(), key(), previous, Hash.ZERO, root, 0)))
                .isEqualTo(
                        new Verdict.Broken(2, "the validator-set hash is " + Hash.ZERO + ", expected " + SET.hash()));
        assertThat(verdictOnSecond(new BlockHeader("homes", 2, later(), key(), previous, SET.hash(), root, 0)))
                .isEqualTo(new Verdict.Broken(2, "the block is of chain \"homes\", not \"home\""));
        assertThat(verdictOnSecond(new BlockHeader(CHAIN, 3, later(), key(), previous, SET.hash(), root, 0)))
                .isEqualTo(new Verdict.Broken(2, "the height is 3, expected 2"));
        PublicKey stranger = FourValidators.key(9).publicKey();
        assertThat(verdictOnSecond(new BlockHeader(CHAIN, 2, later(), stranger, previous, SET.hash(), root, 0)))
                .isEqualTo(new Verdict.Broken(2, "the proposer " + stranger + " is no validator"));
    }

    @Test
    void aCertificateWithoutAQuorumIsNamed() throws IOException {
        RecordsInHeap log = logOf(2);
        Block block = FourValidators.block(Chain.open(log, GENESIS).tip(), "third");
        log.append(new CommittedBlock(block, FourValidators.certificate(block, 0, 2)).bytes());

        assertThat(VERIFIER.verify(log))
                .isEqualTo(new Verdict.Broken(3, "the precommits hold power 2 of 4, but a block needs 3"));
    }

    @Test
    void aPayloadThatTheRulesRefuseIsNamed() throws IOException {
        Payload bad = FourValidators.payload("b2");
        ChainVerifier strict = new ChainVerifier(
                GENESIS, (payload, set) -> payload.equals(bad) ? Optional.of("no ballots") : Optional.empty());

        assertThat(strict.verify(logOf(3))).isEqualTo(new Verdict.Broken(2, "payload 1: no ballots"));
    }

    @Property(tries = 300)
    void everyFlippedBitIsFoundAtItsHeight(
            @ForAll @IntRange(min = 1, max = 3) int height, @ForAll @IntRange(min = 0, max = 100_000) int anyBit)
            throws IOException {
        RecordsInHeap log = logOf(3);
        byte[] record = log.read(height);
        int bit = anyBit % (record.length * 8);
        record[bit / 8] ^= (byte) (1 << bit % 8);
        log.records.set(height, record);

        assertThat(VERIFIER.verify(log))
                .isInstanceOfSatisfying(Verdict.Broken.class, broken -> assertThat(broken.height())
                        .isEqualTo(height));
    }

    private static Instant later() throws IOException {
        return first().time().plusSeconds(1);
    }

    private static PublicKey key() {
        return KEYS.getFirst().publicKey();
    }
}
