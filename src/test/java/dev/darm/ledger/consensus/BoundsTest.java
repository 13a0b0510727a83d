package dev.darm.ledger.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.ledger.ValidatorSet;
import dev.darm.ledger.Vote;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What one liar can make a validator keep. Its signatures verify; v4 lies. */
class BoundsTest {

    private static final ValidatorSet FOUR = Words.validators(4);
    private static final Proposers PROPOSERS = ProposerRotation.of(FOUR);

    @Test
    void votesInTenThousandLaterRoundsCostNoMoreThanInEight() {
        VoteKeeper keeper = new VoteKeeper(FOUR);

        for (int round = 1; round <= 10_000; round++) keeper.add(prevote(1, round), 0);

        assertThat(keeper.roundsAbove(0)).hasSizeLessThanOrEqualTo(VoteKeeper.MAX_ROUNDS_AHEAD);
    }

    /** Else the proposal of a correct validator that is a moment ahead is lost until it is repeated. */
    @Test
    void proposalsForLaterRoundsOfALiarLeaveRoomForThoseOfTheOthers() {
        HeightLog<String> log = new HeightLog<>(1, FOUR, PROPOSERS, new Words(), Optional.empty());
        for (int round = 2; round < 10_000; round += 4) log.add(offer(1, round, 4, "of v4 " + round), 0);

        log.add(offer(1, 1, 3, "of v3"), 0);

        assertThat(log.offers(1)).hasSize(1);
        assertThat(log.roundsAbove(1)).hasSizeLessThanOrEqualTo(VoteKeeper.MAX_ROUNDS_AHEAD);
    }

    /** Of any height and round, in any number, with certificates of its own votes only: it decides nothing and raises nothing. */
    @Test
    void whateverALiarSignsNeitherDecidesNorFails() {
        ConsensusCore<String> core = Words.core(FOUR, PROPOSERS, Words.key(1));
        core.on(new Input.Begin<>(1), Instant.EPOCH);
        Random random = new Random(1);

        for (int i = 0; i < 20_000; i++) core.on(lie(random), Instant.EPOCH);

        assertThat(core.height()).isEqualTo(1);
        assertThat(core.round()).isZero();
        assertThat(core.locked()).isEmpty();
        assertThat(core.votes().roundsAbove(0)).hasSizeLessThanOrEqualTo(VoteKeeper.MAX_ROUNDS_AHEAD);
    }

    private static Input<String> lie(Random random) {
        long height = random.nextInt(4) == 0 ? Long.MAX_VALUE - random.nextInt(3) : 1 + random.nextInt(4);
        int round = random.nextInt(3) == 0 ? Integer.MAX_VALUE - random.nextInt(3) : random.nextInt(1_000);
        Vote.Type type = random.nextBoolean() ? Vote.Type.PREVOTE : Vote.Type.PRECOMMIT;
        Optional<Hash> id = random.nextBoolean() ? Optional.empty() : Optional.of(Hash.of("x" + random.nextInt(9)));
        Vote vote = Words.vote(type, height, round, id, Words.key(4));
        return switch (random.nextInt(3)) {
            case 0 -> new Input.VoteHeard<>(vote);
            case 1 -> new Input.OfferHeard<>(offer(height, round, 4, "of v4 " + random.nextInt(9)));
            default -> new Input.CertificateHeard<>(List.of(vote, vote, vote));
        };
    }

    private static Vote prevote(long height, int round) {
        return Words.vote(Vote.Type.PREVOTE, height, round, Optional.empty(), Words.key(4));
    }

    private static Offer<String> offer(long height, int round, int proposer, String value) {
        return new Offer<>(height, round, -1, value, Words.key(proposer), Words.BLANK);
    }
}
