package dev.darm.ledger.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import dev.darm.ledger.Vote.Type;
import dev.darm.world.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The rules one by one, on validator v1 of four; v2 proposes in round 0, v3 in round 1, v4 in round 2, v1 in round 3. The
 * lock cases are those of CometBFT's state tests, by the paper's rules.
 */
class RulesTest {

    private final ValidatorSet validators = Words.validators(4);
    private ConsensusCore<String> core = newCore();
    private final List<ConsensusRecord<String>> disk = new ArrayList<>();
    private final List<Effect<ConsensusRecord<String>, Input<String>, Output<String>>> last = new ArrayList<>();

    @Test
    void prevotesAValidFreshOfferAndPrecommitsItsPolka() {
        begin();

        propose(0, "blue", -1);
        assertThat(votes()).containsExactly("PREVOTE 0 blue");

        prevotes(0, "blue", 2, 3);
        assertThat(votes()).containsExactly("PRECOMMIT 0 blue");
        assertThat(core.locked().orElseThrow().value()).isEqualTo("blue");

        precommits(0, "blue", 2, 3);
        assertThat(core.step()).isEqualTo(Step.DECIDED);
    }

    @Test
    void prevotesNilForAnInvalidOffer() {
        begin();

        propose(0, "invalid", -1);

        assertThat(votes()).containsExactly("PREVOTE 0 nil");
    }

    @Test
    void ignoresAnOfferThatIsNotTheProposers() {
        begin();

        hear(new Input.OfferHeard<>(new Offer<>(1, 0, -1, "blue", Words.key(3), Words.BLANK)));

        assertThat(core.step()).isEqualTo(Step.PROPOSE);
    }

    @Test
    void whatItSignsIsRecordedBeforeItIsSent() {
        begin();
        propose(0, "blue", -1);
        prevotes(0, "blue", 2, 3);

        List<String> kinds = last.stream()
                .filter(effect -> effect instanceof Effect.Persist || effect instanceof Effect.Send)
                .map(effect -> effect
                                instanceof
                                Effect.Persist<ConsensusRecord<String>, Input<String>, Output<String>>(var record)
                        ? record.getClass().getSimpleName()
                        : "Send")
                .toList();
        assertThat(kinds).containsExactly("ValueKept", "PolkaSeen", "VoteSigned", "Send");
    }

    @Test
    void thePrecommitsThatLedToARoundAreRecordedOnceWithTheFirstThingSaidInIt() {
        begin();
        precommits(0, null, 2, 3, 4);
        expire(Input.Timer.PRECOMMIT, 0);
        assertThat(disk).isEmpty();

        expire(Input.Timer.PROPOSE, 1);
        expire(Input.Timer.PREVOTE, 1);

        assertThat(disk)
                .extracting(record -> record.getClass().getSimpleName())
                .containsExactly("RoundLeft", "VoteSigned", "VoteSigned");
        assertThat(((ConsensusRecord.RoundLeft<String>) disk.getFirst()).precommits())
                .extracting(Vote::validator)
                .containsExactlyInAnyOrder(Words.key(2), Words.key(3), Words.key(4));
    }

    @Test
    void whoFollowedOthersToARoundRecordsNoPrecommits() {
        begin();
        prevotes(1, null, 2, 3);

        expire(Input.Timer.PROPOSE, 1);

        assertThat(disk).extracting(record -> record.getClass().getSimpleName()).containsOnly("VoteSigned");
    }

    @Test
    void aPolkaNotHeardOfDoesNotUnlock() {
        lockedOn("blue", 0);
        toRound(1);

        propose(1, "green", -1);

        assertThat(votes()).containsExactly("PREVOTE 1 nil");
        assertThat(core.locked().orElseThrow().round()).isZero();
    }

    @Test
    void aLockedValueOfferedAgainWithItsPolkaIsPrevotedAndRelocked() {
        lockedOn("blue", 0);
        toRound(1);

        propose(1, "blue", 0);
        assertThat(votes()).containsExactly("PREVOTE 1 blue");

        prevotes(1, "blue", 2, 3);
        assertThat(votes()).containsExactly("PRECOMMIT 1 blue");
        assertThat(core.locked().orElseThrow().round()).isEqualTo(1);
    }

    @Test
    void aLaterPolkaForAnotherValueIsFollowed() {
        lockedOn("blue", 0);
        toRound(1);
        expire(Input.Timer.PROPOSE, 1);
        prevotes(1, "green", 2, 3, 4);
        toRound(2);
        votes();

        propose(2, "green", 1);

        assertThat(votes()).containsExactly("PREVOTE 2 green");
    }

    /** Line 29 says "at most": two polkas in one round take more liars than are allowed for, but the rule is the rule. */
    @Test
    void aPolkaOfTheLocksOwnRoundIsFollowed() {
        lockedOn("blue", 0);
        hear(new Input.CertificateHeard<>(List.of(
                vote(Type.PREVOTE, 0, "green", 2),
                vote(Type.PREVOTE, 0, "green", 3),
                vote(Type.PREVOTE, 0, "green", 4))));
        toRound(1);

        propose(1, "green", 0);

        assertThat(votes()).containsExactly("PREVOTE 1 green");
    }

    @Test
    void anEarlierPolkaForAnotherValueIsNotFollowed() {
        begin();
        prevotes(0, "green", 2, 3, 4);
        expire(Input.Timer.PROPOSE, 0);
        toRound(1);
        propose(1, "blue", -1);
        prevotes(1, "blue", 2, 3);
        assertThat(core.locked().orElseThrow().value()).isEqualTo("blue");
        toRound(2);
        votes();

        propose(2, "green", 0);

        assertThat(votes()).containsExactly("PREVOTE 2 nil");
    }

    /** The paper keeps the lock where CometBFT gives it up. */
    @Test
    void aPolkaForNilDoesNotUnlock() {
        lockedOn("blue", 0);
        toRound(1);
        expire(Input.Timer.PROPOSE, 1);
        prevotes(1, null, 2, 3);
        assertThat(votes()).contains("PRECOMMIT 1 nil");

        assertThat(core.locked().orElseThrow().value()).isEqualTo("blue");
    }

    @Test
    void aPolkaSeenAfterThePrecommitIsTheValidValueButNoLock() {
        begin();
        propose(0, "blue", -1);
        prevotes(0, null, 3);
        prevotes(0, "blue", 2);
        expire(Input.Timer.PREVOTE, 0);
        votes();

        prevotes(0, "blue", 4);

        assertThat(core.locked()).isEmpty();
        assertThat(core.valid().orElseThrow().value()).isEqualTo("blue");
        assertThat(votes()).isEmpty();
    }

    @Test
    void anOfferThatComesAfterItsPolkaStillMakesTheValidValue() {
        begin();
        expire(Input.Timer.PROPOSE, 0);
        prevotes(0, "blue", 2, 3, 4);
        expire(Input.Timer.PREVOTE, 0);

        propose(0, "blue", -1);

        assertThat(core.valid().orElseThrow().value()).isEqualTo("blue");
        assertThat(core.locked()).isEmpty();
    }

    @Test
    void theProposerOffersTheValidValueWithItsPolka() {
        lockedOn("blue", 0);
        toRound(3);

        assertThat(sent())
                .anyMatch(message -> message instanceof Output.Certified<String>(var polka) && polka.size() == 3);
        assertThat(sent())
                .anyMatch(message -> message instanceof Output.Offered<String>(var offer)
                        && offer.value().equals("blue")
                        && offer.validRound() == 0);
    }

    @Test
    void decidesForAnEarlierRound() {
        begin();
        propose(0, "blue", -1);
        toRound(2);

        precommits(0, "blue", 2, 3, 4);

        assertThat(core.step()).isEqualTo(Step.DECIDED);
    }

    @Test
    void oneThirdAndAVoteOfALaterRoundCarryOverToIt() {
        begin();

        prevotes(5, null, 2);
        assertThat(core.round()).isZero();
        precommits(5, "blue", 3);

        assertThat(core.round()).isEqualTo(5);
    }

    @Test
    void timersOfEarlierRoundsAndHeightsDoNothing() {
        begin();
        toRound(2);
        votes();

        expire(Input.Timer.PROPOSE, 0);
        hear(new Input.TimedOut<>(Input.Timer.PROPOSE, 9, 2));

        assertThat(votes()).isEmpty();
        assertThat(core.step()).isEqualTo(Step.PROPOSE);
    }

    @Test
    void timersGrowByTheSameAmountEachRound() {
        assertThat(Words.TIMEOUTS.propose().in(0)).isEqualTo(Duration.ofMillis(1000));
        assertThat(Words.TIMEOUTS.propose().in(4)).isEqualTo(Duration.ofMillis(3000));
    }

    @Test
    void ofAnEquivocatorTheFirstVoteCountsAndTheSecondIsEvidence() {
        begin();
        propose(0, "blue", -1);
        prevotes(0, null, 2);
        prevotes(0, "blue", 2, 3);

        assertThat(core.step()).isEqualTo(Step.PREVOTE);
        assertThat(core.votes().power(Type.PREVOTE, 0)).isEqualTo(3);
    }

    @Test
    void aCertificateCountsAsAWhole() {
        begin();
        prevotes(0, null, 2);
        propose(0, "blue", -1);

        hear(new Input.CertificateHeard<>(List.of(
                vote(Type.PREVOTE, 0, "blue", 2), vote(Type.PREVOTE, 0, "blue", 3), vote(Type.PREVOTE, 0, "blue", 4))));

        assertThat(votes()).contains("PRECOMMIT 0 blue");
    }

    @Test
    void aCertificateWithoutAQuorumOrOfOneVoterThriceIsRefused() {
        VoteKeeper votes = new VoteKeeper(validators);
        Vote vote = vote(Type.PREVOTE, 0, "blue", 2);

        assertThat(votes.addCertificate(List.of(vote, vote, vote), 0)).isFalse();
        assertThat(votes.addCertificate(List.of(vote, vote(Type.PREVOTE, 0, "blue", 3)), 0))
                .isFalse();
        assertThat(votes.addCertificate(
                        List.of(vote, vote(Type.PREVOTE, 0, "blue", 3), vote(Type.PREVOTE, 0, "green", 4)), 0))
                .isFalse();
        assertThat(votes.addCertificate(List.of(), 0)).isFalse();
        assertThat(votes.power(Type.PREVOTE, 0)).isZero();
    }

    @Test
    void votesInAMillionRoundsAheadAreForgottenButTheLatest() {
        VoteKeeper votes = new VoteKeeper(validators);

        for (int round = 1; round <= 10_000; round++) votes.add(vote(Type.PREVOTE, round, null, 2), 0);

        assertThat(votes.power(Type.PREVOTE, 10_000)).isEqualTo(1);
        assertThat(votes.power(Type.PREVOTE, 10_000 - VoteKeeper.MAX_ROUNDS_AHEAD))
                .isZero();
    }

    @Test
    void votesForTheNextHeightWaitForIt() {
        hear(new Input.VoteHeard<>(vote(Type.PREVOTE, 0, "blue", 2)));
        hear(new Input.VoteHeard<>(vote(Type.PREVOTE, 0, "blue", 3)));

        begin();
        propose(0, "blue", -1);

        assertThat(votes()).contains("PRECOMMIT 0 blue");
    }

    @Test
    void afterARestartItIsStillLockedAndSaysTheSameAgain() {
        lockedOn("blue", 0);
        restart();

        begin();

        assertThat(core.round()).isZero();
        assertThat(core.step()).isEqualTo(Step.PRECOMMIT);
        assertThat(core.locked().orElseThrow().value()).isEqualTo("blue");
        assertThat(sent().stream().filter(message -> message instanceof Output.Voted))
                .hasSize(2);
        assertThat(last).noneMatch(effect -> effect instanceof Effect.Persist);
        toRound(1);
        propose(1, "green", -1);
        assertThat(votes()).contains("PREVOTE 1 nil");
    }

    @Test
    void afterARestartOfAllThePolkaCanStillBeProved() {
        lockedOn("blue", 0);
        restart();
        begin();

        toRound(3);

        assertThat(sent())
                .anyMatch(message -> message instanceof Output.Certified<String>(var polka) && polka.size() == 3);
    }

    /** The records have the latest polka only; the offer of round 3 rested on that of round 0. */
    @Test
    void afterARestartAnOfferIsSaidAgainWithoutThePolkaThatIsForgotten() {
        lockedOn("blue", 0);
        toRound(3);
        prevotes(3, "blue", 2, 3);
        restart();
        sentSoFar.clear();

        begin();

        assertThat(sent()).anyMatch(message -> message instanceof Output.Offered);
        assertThat(sent())
                .noneMatch(message -> message instanceof Output.Certified<String>(var polka) && polka.size() < 3);
    }

    @Test
    void aHeightDecidedElsewhereIsLeftAndItsTimersForgotten() {
        begin();

        hear(new Input.Settled<>(1));

        assertThat(core.step()).isEqualTo(Step.DECIDED);
        assertThat(last).anyMatch(effect -> effect instanceof Effect.Cancel);
        propose(0, "blue", -1);
        assertThat(votes()).isEmpty();
    }

    private void lockedOn(String word, int round) {
        begin();
        propose(round, word, -1);
        prevotes(round, word, 2, 3);
        assertThat(core.locked().orElseThrow().value()).isEqualTo(word);
        votes();
    }

    private void restart() {
        core = newCore();
        disk.forEach(core::recall);
        last.clear();
    }

    private ConsensusCore<String> newCore() {
        return Words.core(validators, Words.rotation(validators), Words.key(1));
    }

    private void begin() {
        hear(new Input.Begin<>(1));
    }

    /** Two others are in {@code round} already. */
    private void toRound(int round) {
        precommits(round, null, 2, 3);
        assertThat(core.round()).isEqualTo(round);
    }

    private void propose(int round, String word, int validRound) {
        hear(new Input.OfferHeard<>(
                new Offer<>(1, round, validRound, word, Words.key((round + 1) % 4 + 1), Words.BLANK)));
    }

    private void prevotes(int round, @Nullable String word, int... voters) {
        for (int voter : voters) hear(new Input.VoteHeard<>(vote(Type.PREVOTE, round, word, voter)));
    }

    private void precommits(int round, @Nullable String word, int... voters) {
        for (int voter : voters) hear(new Input.VoteHeard<>(vote(Type.PRECOMMIT, round, word, voter)));
    }

    private void expire(Input.Timer timer, int round) {
        hear(new Input.TimedOut<>(timer, 1, round));
    }

    private static Vote vote(Type type, int round, @Nullable String word, int voter) {
        return Words.vote(type, 1, round, Optional.ofNullable(word).map(Hash::of), Words.key(voter));
    }

    private final List<Output<String>> sentSoFar = new ArrayList<>();

    private void hear(Input<String> input) {
        List<Effect<ConsensusRecord<String>, Input<String>, Output<String>>> effects = core.on(input, Instant.EPOCH);
        if (!effects.isEmpty()) last.clear();
        last.addAll(effects);
        for (var effect : effects) {
            if (effect instanceof Effect.Persist<ConsensusRecord<String>, Input<String>, Output<String>>(var record))
                disk.add(record);
            if (effect
                    instanceof Effect.Send<ConsensusRecord<String>, Input<String>, Output<String>>(var to, var message))
                sentSoFar.add(message);
        }
    }

    /** What was sent since this was last asked. */
    private List<Output<String>> sent() {
        return List.copyOf(sentSoFar);
    }

    /** The votes sent since this was last asked. */
    private List<String> votes() {
        List<String> votes = new ArrayList<>();
        for (Output<String> message : sentSoFar) {
            if (message instanceof Output.Voted<String>(var vote))
                votes.add(vote.type() + " " + vote.round() + " "
                        + vote.block()
                                .map(id -> id.equals(Hash.of("blue"))
                                        ? "blue"
                                        : id.equals(Hash.of("green")) ? "green" : "?")
                                .orElse("nil"));
        }
        sentSoFar.clear();
        return votes;
    }
}
