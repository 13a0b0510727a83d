package dev.darm.ledger.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every state of four validators in one height, within bounds. */
class ModelCheckTest {

    private static final long MANY = 5_000_000;

    /** Four rounds have 19 million states in the largest order; they take a heap of 1 GiB, which this JVM has to itself then. */
    private static final long MOST = 25_000_000;

    @ParameterizedTest
    @CsvSource({"4, 2, 1", "3, 2, 1", "2, 3, 1", "2, 2, 0"})
    void whatMustHoldHoldsInEveryStateWithinTheBounds(int rounds, int values, int byzantine) {
        for (ModelCheck.Result result : ModelCheck.check(rounds, values, byzantine, MOST)) {
            System.out.println(result);
            assertThat(result.violations()).as(result.proposers()).isEmpty();
            assertThat(result.exhaustive()).as(result.proposers()).isTrue();
            assertThat(result.allDecide()).as(result.proposers()).isPositive();
        }
    }

    /**
     * The fast path, with what may be missing of four from a fast decision: one, so that every polka is one; or none, so that
     * slow decisions and fast ones meet.
     */
    @ParameterizedTest
    @CsvSource({"3, 2, 1, 1", "3, 2, 1, 0", "2, 3, 1, 1", "2, 3, 1, 0", "2, 2, 0, 1", "2, 2, 0, 0"})
    void whatMustHoldHoldsWithTheFastPath(int rounds, int values, int byzantine, int missing) {
        for (ModelCheck.Result result : ModelCheck.checkFast(rounds, values, byzantine, missing, MANY)) {
            System.out.println(result);
            assertThat(result.violations()).as(result.proposers()).isEmpty();
            assertThat(result.exhaustive()).as(result.proposers()).isTrue();
            assertThat(result.allDecide()).as(result.proposers()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "1, 0", "2, 0"})
    void twoByzantineOfFourDivideTheOthersWithTheFastPath(int rounds, int missing) {
        List<ModelCheck.Result> results = ModelCheck.checkFast(rounds, 2, 2, missing, MANY);

        assertThat(results).anySatisfy(result -> assertThat(result.violations()).containsKey("agreement"));
    }

    /** The search can fail: two Byzantine of four are more than a third. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void twoByzantineOfFourDivideTheOthers(int rounds) {
        List<ModelCheck.Result> results = ModelCheck.check(rounds, 2, 2, MANY);

        assertThat(results).anySatisfy(result -> assertThat(result.violations()).containsKey("agreement"));
    }

    /** Nothing is lost by the reduction: where unreduced cores get to, the search was. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theSearchSawEveryStateOfRandomRunsThatAreNotReduced(int rounds) {
        seesAll(rounds, OptionalInt.empty());
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 1", "2, 0", "3, 0"})
    void theSearchSawEveryStateOfRandomRunsWithTheFastPath(int rounds, int missing) {
        seesAll(rounds, OptionalInt.of(missing));
    }

    private static void seesAll(int rounds, OptionalInt missing) {
        for (int[] schedule : ModelCheck.schedules(rounds, 3)) {
            ModelCheck check = new ModelCheck(3, 2, schedule, missing);
            check.search(MANY);
            Set<List<Local>> visited = new HashSet<>();
            for (long seed = 0; seed < 300; seed++) {
                ModelWalk walk = new ModelWalk(check.messages(), seed);
                for (int step = 0; step < 400; step++) {
                    walk.step();
                    Local[] state = walk.state();
                    if (visited.add(List.of(state)))
                        assertThat(check.saw(state))
                                .as("seed %d, step %d: %s", seed, step, List.of(state))
                                .isTrue();
                }
            }
            System.out.println(visited.size() + " states seen in random runs");
            assertThat(visited).hasSizeGreaterThan(20);
        }
    }
}
