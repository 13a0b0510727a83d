package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.codec.MalformedBytes;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.ledger.Payload;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StatisticsRecordTest {

    private static final String CHAIN = "c";
    private static final CorpusStatistics LEARNED =
            CorpusStatistics.learned(1, List.of("a port", "the port of Artery"));
    private static final Edition EDITION = new Edition(1, CorpusStatistics.PRIOR.hash(), 12, LEARNED.hash());
    private static final List<SigningKey> KEYS =
            List.of(Samples.key(1), Samples.key(2), Samples.key(3), Samples.key(4));
    private static final ValidatorSet HEADS = new ValidatorSet(KEYS.stream()
            .map(key -> new ValidatorSet.Member("n" + KEYS.indexOf(key), key.publicKey(), 1))
            .toList());

    private final StatisticsRules rules = new StatisticsRules(CHAIN, 6700);

    private static StatisticsRecord record(Edition edition, CorpusStatistics statistics, List<EditionBallot> ballots) {
        return new StatisticsRecord(
                edition,
                statistics,
                ballots.stream()
                        .sorted(Comparator.comparing(EditionBallot::voter))
                        .toList());
    }

    private static List<EditionBallot> ballots(Edition edition, int count) {
        return KEYS.stream()
                .limit(count)
                .map(key -> EditionBallot.sign(CHAIN, edition, key))
                .toList();
    }

    @Test
    void anEditionHasTheseBytes() {
        assertThat(HexFormat.of().formatHex(new Edition(2, Hash.ZERO, 258, Hash.ZERO).bytes()))
                .isEqualTo("5801" + "00000002" + "00".repeat(32) + "0000000000000102" + "00".repeat(32));
    }

    @Test
    void aRecordAndABallotKeepTheirBytesForEver() {
        StatisticsRecord record = record(EDITION, LEARNED, ballots(EDITION, 3));

        assertThat(record.ballots().getFirst().hash().hex())
                .isEqualTo("616b1a0e6a43bd198be49f6315a8ccbe6e0054b22c96cb804fc1ac421f32b896");
        assertThat(record.hash().hex()).isEqualTo("bf95cae4b948061e34321588117958c791d168563aa9bddab95f00f155d570d5");
        assertThat(HexFormat.of()
                        .formatHex(
                                Arrays.copyOf(new EditionSigned(record.ballots().getFirst()).bytes(), 6)))
                .isEqualTo("5b01" + "5901" + "5801");
    }

    @Test
    void aRecordSurvivesItsBytesAndNoneOfThemCanBeMissing() {
        StatisticsRecord record = record(EDITION, LEARNED, ballots(EDITION, 3));
        byte[] bytes = record.bytes();

        assertThat(StatisticsRecord.of(record.payload())).isEqualTo(record);
        for (int length = 0; length < bytes.length; length = length < 100 ? length + 1 : length + 997) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ByteReader.readAll(cut, StatisticsRecord::read))
                    .isInstanceOf(MalformedBytes.class);
        }
    }

    @Test
    void theLargestElectorateFitsInAPayload() {
        byte[] ballot = ballots(EDITION, 1).getFirst().bytes();

        assertThat(CorpusStatistics.MAX_BYTES).isEqualTo(LEARNED.bytes().length);
        assertThat(EDITION.bytes().length
                        + 2
                        + 4
                        + CorpusStatistics.MAX_BYTES
                        + ValidatorSet.MAX_MEMBERS * ballot.length)
                .isLessThan(Payload.MAX_BYTES);
    }

    @Test
    void aQuorumOfSignedBallotsOnTheseStatisticsIsLetThrough() {
        assertThat(rules.refuse(record(EDITION, LEARNED, ballots(EDITION, 3)).payload(), HEADS))
                .isEmpty();
        assertThat(rules.refuse(record(EDITION, LEARNED, ballots(EDITION, 4)).payload(), HEADS))
                .isEmpty();
    }

    @Test
    void whatNoQuorumSignedIsRefused() {
        Edition other = new Edition(1, EDITION.previous(), 13, LEARNED.hash());
        Edition wrong = new Edition(1, EDITION.previous(), 12, Hash.of("else"));
        Edition later = new Edition(2, EDITION.previous(), 12, LEARNED.hash());
        List<EditionBallot> mixed = new ArrayList<>(ballots(EDITION, 2));
        mixed.add(EditionBallot.sign(CHAIN, other, KEYS.get(2)));
        List<EditionBallot> stranger = new ArrayList<>(ballots(EDITION, 2));
        stranger.add(EditionBallot.sign(CHAIN, EDITION, Samples.key(9)));
        List<EditionBallot> elsewhere = new ArrayList<>(ballots(EDITION, 2));
        elsewhere.add(EditionBallot.sign("another chain", EDITION, KEYS.get(2)));
        List<EditionBallot> twice = new ArrayList<>(ballots(EDITION, 2));
        twice.add(twice.getFirst());

        assertThat(refusal(record(EDITION, LEARNED, ballots(EDITION, 2)))).contains("3 are needed");
        assertThat(refusal(record(EDITION, LEARNED, mixed))).contains("another edition");
        assertThat(refusal(record(EDITION, LEARNED, stranger))).contains("not enrolled");
        assertThat(refusal(record(EDITION, LEARNED, elsewhere))).contains("wrong signature");
        assertThat(refusal(record(EDITION, LEARNED, twice))).contains("one each");
        assertThat(refusal(record(wrong, LEARNED, ballots(wrong, 3)))).contains("not those");
        assertThat(refusal(record(later, LEARNED, ballots(later, 3)))).contains("edition 2");
        assertThat(rules.refuse(new Payload(Payload.STATISTICS, new byte[] {1}), HEADS))
                .isPresent();
    }

    private String refusal(StatisticsRecord record) {
        return rules.refuse(record.payload(), HEADS).orElse("let through");
    }

    @Test
    void onlyTheNextVersionWithinItsWindowTakesEffect() {
        StatisticsHistory history = new StatisticsHistory(10, new Growth(5_000, 3));
        for (int height = 1; height <= 13; height++) history.blockApplied(height, height < 12 ? 0 : 3);
        assertThat(history.due()).contains(new Edition.Due(1, EDITION.previous(), 12));

        assertThat(history.commit(record(new Edition(1, Hash.ZERO, 12, LEARNED.hash()), LEARNED, List.of())))
                .isFalse();
        assertThat(history.commit(record(new Edition(1, EDITION.previous(), 2, LEARNED.hash()), LEARNED, List.of())))
                .isFalse();
        assertThat(history.commit(record(new Edition(1, EDITION.previous(), 13, LEARNED.hash()), LEARNED, List.of())))
                .isFalse();
        assertThat(history.inEffect()).isEqualTo(CorpusStatistics.PRIOR);
        assertThat(history.commit(record(EDITION, LEARNED, List.of()))).isTrue();
        assertThat(history.commit(record(EDITION, LEARNED, List.of()))).isFalse();
        assertThat(history.inEffect()).isEqualTo(LEARNED);
    }
}
