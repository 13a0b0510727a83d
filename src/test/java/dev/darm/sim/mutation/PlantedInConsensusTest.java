package dev.darm.sim.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bugs that lie in the consensus core alone, hunted without nodes: thousands of heights in a second. */
class PlantedInConsensusTest {

    private static final long SEEDS = 200;
    private static final long STATES = 1_000_000;

    @ParameterizedTest
    @EnumSource(names = {"COMMIT_WITHOUT_QUORUM", "DROP_A_LOCK"})
    void aBugOfTheCoreIsCaughtWithin200Seeds(Mutation mutation) throws Exception {
        assertThat(first(Optional.of(mutation))).isBetween(1L, SEEDS);
    }

    @Test
    void theSameRunsHoldWithoutABug() throws Exception {
        assertThat(first(Optional.empty())).isZero();
    }

    /** Exhaustively: two rounds are enough for either bug to divide validators. */
    @ParameterizedTest
    @EnumSource(names = {"COMMIT_WITHOUT_QUORUM", "DROP_A_LOCK"})
    void aBugOfTheCoreDividesValidatorsInTheModelCheck(Mutation mutation) throws Exception {
        assertThat(broken(Optional.of(mutation))).anyMatch("agreement"::equals);
    }

    @Test
    void theModelCheckOfTheSameBoundsHoldsWithoutABug() throws Exception {
        assertThat(broken(Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"FORGET_FAST_VOTES", "MISCOUNT_FAST_VOTES"})
    void aBugOfTheFastPathDividesValidatorsInTheModelCheck(Mutation mutation) throws Exception {
        assertThat(brokenFast(Optional.of(mutation))).anyMatch("agreement"::equals);
    }

    @Test
    void theModelCheckOfTheFastPathHoldsWithoutABug() throws Exception {
        assertThat(brokenFast(Optional.empty())).isEmpty();
    }

    private static Set<?> brokenFast(Optional<Mutation> mutation) throws Exception {
        try (MutatedClasses classes = new MutatedClasses(mutation)) {
            Class<?> check = classes.loadClass("dev.darm.ledger.consensus.ModelCheck");
            return (Set<?>) check.getMethod("brokenFast", int.class, int.class, int.class, int.class, long.class)
                    .invoke(null, 2, 2, 1, 1, STATES);
        }
    }

    private static Set<?> broken(Optional<Mutation> mutation) throws Exception {
        try (MutatedClasses classes = new MutatedClasses(mutation)) {
            Class<?> check = classes.loadClass("dev.darm.ledger.consensus.ModelCheck");
            return (Set<?>) check.getMethod("broken", int.class, int.class, int.class, long.class)
                    .invoke(null, 2, 2, 1, STATES);
        }
    }

    private static long first(Optional<Mutation> mutation) throws Exception {
        try (MutatedClasses classes = new MutatedClasses(mutation)) {
            Class<?> hunt = classes.loadClass("dev.darm.ledger.consensus.DriverHunt");
            return (Long) hunt.getMethod("first", long.class).invoke(null, SEEDS);
        }
    }
}
