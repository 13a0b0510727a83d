package dev.darm.ledger;

import static dev.darm.ledger.FourValidators.CHAIN;
import static dev.darm.ledger.FourValidators.GENESIS;
import static dev.darm.ledger.FourValidators.KEYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.ledger.consensus.ConsensusRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VoteLogTest {

    private static final Block BLOCK = FourValidators.block(GENESIS.tip(), "hello");
    private static final Proposal PROPOSAL = Proposal.sign(2, 1, BLOCK, KEYS.getFirst());
    private static final Statement.Claim PREVOTED = new Statement.Claim(
            0,
            BLOCK.hash(),
            Optional.of(Proposal.sign(0, -1, BLOCK, KEYS.getFirst()).signature()),
            List.of());
    private static final Statement STATEMENT = Statement.sign(
            CHAIN,
            1,
            2,
            Optional.of(new Statement.Claim(
                    1,
                    BLOCK.hash(),
                    Optional.empty(),
                    List.of(Vote.sign(CHAIN, Vote.Type.ENDORSE, 1, 1, Optional.of(BLOCK.hash()), KEYS.get(3))))),
            Optional.of(new Statement.Claim(
                    0,
                    BLOCK.hash(),
                    Optional.empty(),
                    List.of(Vote.sign(CHAIN, Vote.Type.PREVOTE, 1, 0, Optional.of(BLOCK.hash()), KEYS.get(2))))),
            KEYS.get(1));

    /** One of each kind, in the order of {@link #NAMES}. */
    private static final List<ConsensusRecord<Block>> RECORDS = List.of(
            new ConsensusRecord.ValueKept<>(1, BLOCK),
            new ConsensusRecord.OfferSigned<>(1, 2, 1, BLOCK.hash(), PROPOSAL.validator(), PROPOSAL.signature()),
            new ConsensusRecord.VoteSigned<>(prevote(0)),
            new ConsensusRecord.PolkaSeen<>(1, 2, BLOCK.hash(), true, List.of(prevote(0), prevote(1), prevote(3))),
            new ConsensusRecord.RoundLeft<>(
                    1, 2, List.of(precommit(1), FourValidators.precommit(2, 1, 2, BLOCK.hash()))),
            new ConsensusRecord.OfferSigned<>(
                    1, 2, 1, BLOCK.hash(), PROPOSAL.validator(), PROPOSAL.signature(), List.of(STATEMENT)),
            new ConsensusRecord.ClaimKept<>(1, PREVOTED),
            new ConsensusRecord.StatementSigned<>(STATEMENT));

    private static final List<String> NAMES =
            List.of("value", "offer", "vote", "polka", "round-left", "admitted-offer", "claim", "statement");
    private static final Evidence EVIDENCE = Evidence.of(
            FourValidators.precommit(3, 1, 0, Hash.of("one")), FourValidators.precommit(3, 1, 0, Hash.of("two")));

    @Test
    void theRecordsComeBackInTheirOrder() throws IOException {
        RecordsInHeap log = new RecordsInHeap();
        VoteLog votes = new VoteLog(log, GENESIS);
        for (ConsensusRecord<Block> record : RECORDS) votes.append(record);
        votes.sync();

        assertThat(new VoteLog(log, GENESIS).recordsAbove(0)).isEqualTo(RECORDS);
        assertThat(new VoteLog(log, GENESIS).recordsAbove(1)).isEmpty();
        assertThat(votes.syncs()).isEqualTo(1);
    }

    @Test
    void evidenceStaysAsLongAsNoBlockHoldsIt() throws IOException {
        RecordsInHeap log = new RecordsInHeap();
        VoteLog votes = new VoteLog(log, GENESIS);
        votes.append(EVIDENCE);
        for (ConsensusRecord<Block> record : RECORDS) votes.append(record);
        votes.sync();

        for (int height = 0; height < 3; height++) votes.heightEnded(List.of(EVIDENCE));
        log.lose(0);

        assertThat(new VoteLog(log, GENESIS).accusations()).isNotEmpty().containsOnly(EVIDENCE);
        assertThat(new VoteLog(log, GENESIS).recordsAbove(0)).isEmpty();
        for (int height = 0; height < 2; height++) votes.heightEnded(List.of());
        assertThat(new VoteLog(log, GENESIS).accusations()).isEmpty();
    }

    @Test
    void theBytesAreThoseOfTheOtherImplementation() throws IOException {
        RecordsInHeap log = new RecordsInHeap();
        VoteLog votes = new VoteLog(log, GENESIS);
        for (ConsensusRecord<Block> record : RECORDS) votes.append(record);
        votes.append(EVIDENCE);

        List<String> names = Stream.concat(NAMES.stream(), Stream.of("evidence"))
                .map(name -> "vote-log-" + name)
                .toList();
        for (int i = 0; i < names.size(); i++)
            assertThat(HexFormat.of().formatHex(log.read(i)))
                    .as(names.get(i))
                    .isEqualTo(CanonicalBytesTest.golden().get(names.get(i)));
    }

    @Test
    void everyTruncationIsMalformed() {
        for (ConsensusRecord<Block> record : RECORDS) {
            byte[] bytes = VoteLog.bytes(record, GENESIS.hash());
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> ByteReader.readAll(cut, from -> VoteLog.read(from, GENESIS.hash())))
                        .isInstanceOf(MalformedBytes.class);
            }
        }
    }

    @Test
    void theLogOfAnotherChainIsRefused() {
        RecordsInHeap log = new RecordsInHeap();
        log.records.add(VoteLog.bytes(RECORDS.get(2), Hash.of("another genesis")));

        assertThatThrownBy(() -> new VoteLog(log, GENESIS).recordsAbove(0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("record 0 of the log of votes")
                .hasMessageContaining("belongs to the chain of genesis");
    }

    private static Vote precommit(int validator) {
        return Vote.sign(CHAIN, Vote.Type.PRECOMMIT, 1, 2, Optional.empty(), KEYS.get(validator));
    }

    private static Vote prevote(int validator) {
        return Vote.sign(CHAIN, Vote.Type.PREVOTE, 1, 2, Optional.of(BLOCK.hash()), KEYS.get(validator));
    }
}
