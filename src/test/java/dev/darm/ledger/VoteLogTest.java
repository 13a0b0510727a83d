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
import org.junit.jupiter.api.Test;

class VoteLogTest {

    private static final Block BLOCK = FourValidators.block(GENESIS.tip(), "hello");
    private static final Proposal PROPOSAL = Proposal.sign(2, 1, BLOCK, KEYS.getFirst());
    private static final List<ConsensusRecord<Block>> RECORDS = List.of(
            new ConsensusRecord.ValueKept<>(1, BLOCK),
            new ConsensusRecord.OfferSigned<>(1, 2, 1, BLOCK.hash(), PROPOSAL.validator(), PROPOSAL.signature()),
            new ConsensusRecord.VoteSigned<>(prevote(0)),
            new ConsensusRecord.PolkaSeen<>(1, 2, BLOCK.hash(), true, List.of(prevote(0), prevote(1), prevote(3))),
            new ConsensusRecord.RoundLeft<>(
                    1, 2, List.of(precommit(1), FourValidators.precommit(2, 1, 2, BLOCK.hash()))));

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
        Evidence evidence = Evidence.of(
                FourValidators.precommit(3, 1, 0, Hash.of("one")), FourValidators.precommit(3, 1, 0, Hash.of("two")));
        RecordsInHeap log = new RecordsInHeap();
        VoteLog votes = new VoteLog(log, GENESIS);
        votes.append(evidence);
        for (ConsensusRecord<Block> record : RECORDS) votes.append(record);
        votes.sync();

        for (int height = 0; height < 3; height++) votes.heightEnded(List.of(evidence));
        log.lose(0);

        assertThat(new VoteLog(log, GENESIS).accusations()).isNotEmpty().containsOnly(evidence);
        assertThat(new VoteLog(log, GENESIS).recordsAbove(0)).isEmpty();
        for (int height = 0; height < 2; height++) votes.heightEnded(List.of());
        assertThat(new VoteLog(log, GENESIS).accusations()).isEmpty();
    }

    @Test
    void theBytesOfAVoteNeverChange() {
        String genesis = GENESIS.hash().hex();
        String vote = HexFormat.of().formatHex(prevote(0).bytes());

        assertThat(HexFormat.of().formatHex(VoteLog.bytes(RECORDS.get(2), GENESIS.hash())))
                .isEqualTo("1a01" + genesis + "030000000000000001" + vote);
        assertThat(HexFormat.of().formatHex(VoteLog.bytes(RECORDS.get(0), GENESIS.hash())))
                .isEqualTo(
                        "1a01" + genesis + "010000000000000001" + HexFormat.of().formatHex(BLOCK.bytes()));
        assertThat(HexFormat.of().formatHex(VoteLog.bytes(RECORDS.get(1), GENESIS.hash())))
                .isEqualTo("1a01" + genesis + "0200000000000000010000000200000001" + BLOCK.hash() + PROPOSAL.validator()
                        + PROPOSAL.signature());
        assertThat(HexFormat.of().formatHex(VoteLog.bytes(RECORDS.get(3), GENESIS.hash())))
                .startsWith("1a01" + genesis + "04000000000000000100000002" + BLOCK.hash() + "01" + "00000003" + vote);
        assertThat(HexFormat.of().formatHex(VoteLog.bytes(RECORDS.get(4), GENESIS.hash())))
                .startsWith("1a01" + genesis + "06000000000000000100000002" + "00000002"
                        + HexFormat.of().formatHex(precommit(1).bytes()));
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
