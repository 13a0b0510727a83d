package dev.darm.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

class FusionTest {

    @Test
    void whatBothRankingsHoldComesBeforeWhatOneHolds() {
        var fused = Fusion.of(List.of(List.of("a", "b", "c"), List.of("d", "b", "e")));

        assertThat(fused).extracting(Fusion.Fused::key).containsExactly("b", "a", "d", "c", "e");
        assertThat(fused.getFirst().score()).isCloseTo(2.0 / 62, within(1e-12));
    }

    @Test
    void equalScoresStandInTheOrderOfTheirKeys() {
        assertThat(Fusion.of(List.of(List.of("z"), List.of("y"), List.of("x"))))
                .extracting(Fusion.Fused::key)
                .containsExactly("x", "y", "z");
    }

    @Test
    void nothingFusesToNothing() {
        assertThat(Fusion.<String>of(List.of())).isEmpty();
        assertThat(Fusion.<String>of(List.of(List.of(), List.of()))).isEmpty();
    }

    @Property(tries = 200)
    void theOrderInWhichRankingsAreGivenDoesNotMatter(
            @ForAll @Size(max = 4) List<@UniqueElements @Size(max = 12) List<@IntRange(max = 20) Integer>> rankings,
            @ForAll long seed) {
        List<List<Integer>> shuffled = new ArrayList<>(rankings);
        Collections.shuffle(shuffled, new Random(seed));

        var one = Fusion.of(rankings);
        var other = Fusion.of(shuffled);

        assertThat(other).hasSameSizeAs(one);
        for (int i = 0; i < one.size(); i++)
            assertThat(other.get(i).score()).isCloseTo(one.get(i).score(), within(1e-12));
    }

    @Property(tries = 200)
    void aKeyThatIsRankedHigherSomewhereAndNowhereLowerIsNeverBehind(
            @ForAll @UniqueElements @Size(min = 2, max = 12) List<@IntRange(max = 50) Integer> ranking) {
        assertThat(Fusion.of(List.of(ranking, ranking)).stream()
                        .map(Fusion.Fused::key)
                        .toList())
                .isEqualTo(ranking);
    }
}
