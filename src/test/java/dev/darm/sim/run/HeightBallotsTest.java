package dev.darm.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.codec.Hash;
import dev.darm.ledger.Vote;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a prevote breaks a lock: the rules of prevotes in Algorithm 1 of arXiv 1807.04938, seen from outside. */
class HeightBallotsTest {

    private static final Hash X = Hash.of("x");
    private static final Hash Y = Hash.of("y");

    private final HeightBallots ballots = new HeightBallots(Map.of("n1", 1L, "n2", 1L, "n3", 1L, "n4", 1L));

    private void prevote(String validator, int round, Hash block) {
        ballots.cast(validator, Vote.Type.PREVOTE, round, Optional.of(block));
    }

    private void precommit(String validator, int round, Hash block) {
        ballots.cast(validator, Vote.Type.PRECOMMIT, round, Optional.of(block));
    }

    private Optional<HeightBallots.Lock> broken(String validator, int round, Hash block, String... unknown) {
        return ballots.broken(validator, round, block, Set.of(unknown));
    }

    @Test
    void whoPrecommittedABlockMustNotPrevoteAnother() {
        precommit("n1", 0, X);

        assertThat(broken("n1", 1, Y)).contains(new HeightBallots.Lock(0, X));
        assertThat(broken("n1", 1, X)).isEmpty();
        assertThat(broken("n2", 1, Y)).isEmpty();
    }

    @Test
    void aPrecommitForNothingLeavesTheLock() {
        precommit("n1", 0, X);
        ballots.cast("n1", Vote.Type.PRECOMMIT, 1, Optional.empty());

        assertThat(broken("n1", 2, Y)).contains(new HeightBallots.Lock(0, X));
    }

    @Test
    void votesOfEachTypeAreOnesOfTheirOwn() {
        ballots.cast("n1", Vote.Type.ENDORSE, 1, Optional.of(X));
        ballots.cast("n1", Vote.Type.PREVOTE, 1, Optional.of(Y));

        assertThat(ballots.vote("n1", Vote.Type.PRECOMMIT, 1)).isNull();
        ballots.cast("n1", Vote.Type.PRECOMMIT, 1, Optional.empty());
        assertThat(ballots.vote("n1", Vote.Type.ENDORSE, 1)).contains(X);
        assertThat(ballots.vote("n1", Vote.Type.PREVOTE, 1)).contains(Y);
        assertThat(ballots.vote("n1", Vote.Type.PRECOMMIT, 1)).isEmpty();
    }

    @Test
    void theLastLockCounts() {
        precommit("n1", 0, X);
        precommit("n1", 2, Y);

        assertThat(broken("n1", 3, Y)).isEmpty();
        assertThat(broken("n1", 3, X)).contains(new HeightBallots.Lock(2, Y));
        assertThat(broken("n1", 2, X)).isEmpty();
    }

    @Test
    void aLaterQuorumForTheOtherBlockReleasesTheLock() {
        precommit("n1", 1, X);
        prevote("n2", 2, Y);
        prevote("n3", 2, Y);

        assertThat(broken("n1", 4, Y)).as("three of four, its own among them").isEmpty();
        assertThat(broken("n4", 4, Y)).as("n4 has no lock").isEmpty();
        assertThat(broken("n1", 2, Y)).as("a round is no proof of itself").isPresent();
    }

    @Test
    void aQuorumOfAnEarlierRoundDoesNotReleaseIt() {
        prevote("n2", 0, Y);
        prevote("n3", 0, Y);
        prevote("n4", 0, Y);
        precommit("n1", 1, X);

        assertThat(broken("n1", 2, Y)).contains(new HeightBallots.Lock(1, X));
    }

    @Test
    void whoseVotesAreUnknownMayHaveReleasedIt() {
        precommit("n1", 0, X);
        prevote("n2", 1, Y);

        assertThat(broken("n1", 2, Y)).isPresent();
        assertThat(broken("n1", 2, Y, "n4")).isEmpty();
    }

    @Test
    void powerCountsAndNotHeads() {
        HeightBallots weighed = new HeightBallots(Map.of("n1", 1L, "n2", 1L, "n3", 4L));
        weighed.cast("n1", Vote.Type.PRECOMMIT, 0, Optional.of(X));
        weighed.cast("n2", Vote.Type.PREVOTE, 1, Optional.of(Y));
        assertThat(weighed.broken("n1", 2, Y, Set.of())).isPresent();

        weighed.cast("n3", Vote.Type.PREVOTE, 1, Optional.of(Y));
        assertThat(weighed.broken("n1", 2, Y, Set.of())).isEmpty();
    }
}
