package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.ledger.Payload;
import dev.darm.ledger.SigningKey;
import dev.darm.ledger.ValidatorSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ConsolidationRulesTest {

    private static final String CHAIN = "c1";
    private static final List<SigningKey> KEYS =
            List.of(Samples.key(1), Samples.key(2), Samples.key(3), Samples.key(4));
    private static final ValidatorSet HEADS = new ValidatorSet(List.of(
            new ValidatorSet.Member("a", KEYS.get(0).publicKey(), 1),
            new ValidatorSet.Member("b", KEYS.get(1).publicKey(), 1),
            new ValidatorSet.Member("c", KEYS.get(2).publicKey(), 1),
            new ValidatorSet.Member("d", KEYS.get(3).publicKey(), 2)));
    private static final Disclosure ONE = Samples.disclosure("Artery listens on port 25520.");
    private static final Disclosure TWO = Samples.disclosure("A head votes.");
    private static final Nomination NOMINATION = Samples.nomination(KEYS.get(0), "a", ONE, TWO);

    private final ConsolidationRules rules = new ConsolidationRules(CHAIN, 6700, 1);

    private static Ballot ballot(String chain, SigningKey key, int first, int second) {
        return Ballot.sign(chain, NOMINATION.id(), Hash.ZERO, List.of(vote(ONE, first), vote(TWO, second)), key);
    }

    private static ItemVote vote(Disclosure disclosure, int score) {
        return score >= VoteScore.THRESHOLD
                ? Samples.yes(disclosure, score)
                : ItemVote.no(ItemVote.Reason.UNGROUNDED, score);
    }

    private static ConsolidationRecord record(List<Ballot> ballots, ConsolidationRecord.Passed... passed) {
        List<Ballot> sorted = new ArrayList<>(ballots);
        sorted.sort(Comparator.comparing(Ballot::voter));
        return new ConsolidationRecord(NOMINATION, sorted, List.of(passed), Samples.TIME);
    }

    private static List<Ballot> threeBallots() {
        return List.of(
                ballot(CHAIN, KEYS.get(0), 9000, 0),
                ballot(CHAIN, KEYS.get(1), 8000, 7000),
                ballot(CHAIN, KEYS.get(3), 7000, 9000));
    }

    private static final ConsolidationRecord.Passed FIRST = new ConsolidationRecord.Passed(0, 31_000 / 4);

    private String refusal(ConsolidationRecord record) {
        return rules.refuse(record.payload(), HEADS).orElse("");
    }

    @Test
    void aRecordOfAQuorumIsTaken() {
        assertThat(refusal(record(threeBallots(), FIRST))).isEmpty();
    }

    @Test
    void whatDoesNotFollowFromTheBallotsIsRefused() {
        assertThat(refusal(record(threeBallots()))).contains("no item passed");
        assertThat(refusal(record(threeBallots(), new ConsolidationRecord.Passed(0, 7751))))
                .contains("do not follow");
        assertThat(refusal(record(threeBallots(), FIRST, new ConsolidationRecord.Passed(1, 8333))))
                .contains("do not follow");
        assertThat(refusal(record(threeBallots().subList(0, 2), FIRST))).contains("do not follow");
    }

    @Test
    void ballotsOfStrangersTwiceVotersAndOtherChainsAreRefused() {
        List<Ballot> ballots = new ArrayList<>(threeBallots());
        ballots.add(ballot(CHAIN, Samples.key(9), 9000, 9000));
        assertThat(refusal(record(ballots, FIRST))).contains("not enrolled");

        List<Ballot> twice = new ArrayList<>(threeBallots());
        twice.add(ballot(CHAIN, KEYS.get(0), 9000, 9000));
        assertThat(refusal(record(twice, FIRST))).contains("one each");

        List<Ballot> elsewhere = new ArrayList<>(threeBallots());
        elsewhere.set(0, ballot("c2", KEYS.get(0), 9000, 0));
        assertThat(refusal(record(elsewhere, FIRST))).contains("wrong signature");
    }

    @Test
    void aYesBelowTheThresholdIsRefused() {
        List<Ballot> ballots = new ArrayList<>(threeBallots());
        ballots.set(
                0,
                Ballot.sign(
                        CHAIN, NOMINATION.id(), Hash.ZERO, List.of(Samples.yes(ONE, 5999), vote(TWO, 0)), KEYS.get(0)));
        assertThat(refusal(record(ballots, FIRST))).contains("score of 5999");
    }

    @Test
    void theProposerMustBeEnrolledUnderItsKey() {
        Nomination foreign = Samples.nomination(KEYS.get(1), "a", ONE, TWO);
        ConsolidationRecord record = new ConsolidationRecord(foreign, threeBallots(), List.of(FIRST), Samples.TIME);
        assertThat(refusal(record)).contains("not enrolled with that key");
    }

    @Test
    void twoOriginsAreDemandedWhereTheSettingsSaySo() {
        ConsolidationRules strict = new ConsolidationRules(CHAIN, 6700, 2);
        assertThat(strict.refuse(record(threeBallots(), FIRST).payload(), HEADS))
                .isPresent();
    }

    @Test
    void anotherKindOfPayloadIsNotTheirs() {
        assertThat(rules.refuse(new Payload(2, new byte[0]), HEADS)).isPresent();
    }

    @Property(tries = 500)
    void noFlippedByteIsTakenAndNoneThrows(@ForAll @IntRange(max = 100_000) int at, @ForAll byte with) {
        byte[] bytes = record(threeBallots(), FIRST).bytes();
        int index = at % bytes.length;
        boolean time = index >= bytes.length - 8;
        if (bytes[index] == with || time) return;
        bytes[index] = with;
        assertThat(rules.refuse(new Payload(Payload.CONSOLIDATION, bytes), HEADS))
                .isPresent();
    }

    @Property(tries = 200)
    void randomBytesAreRefused(@ForAll byte[] bytes) {
        assertThat(rules.refuse(new Payload(Payload.CONSOLIDATION, bytes), HEADS))
                .isPresent();
    }
}
