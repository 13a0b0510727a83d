package dev.darm.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SalienceTest {

    private static final Salience.Weights SEED = new Salience.Weights(0.3, 0.35, 0.25, 0.1);

    @Property
    void salienceLiesBetweenZeroAndOneAndIsTheWeightedSum(
            @ForAll @DoubleRange(min = 0, max = 1) double novelty,
            @ForAll @DoubleRange(min = 0, max = 1) double reward,
            @ForAll @DoubleRange(min = 0, max = 1) double frequency,
            @ForAll @DoubleRange(min = 0, max = 1) double confidence) {
        double score = Salience.score(SEED, new Salience.Signals(novelty, reward, frequency, confidence));

        assertThat(score).isBetween(0.0, 1.0);
        assertThat(score)
                .isCloseTo(0.3 * novelty + 0.35 * reward + 0.25 * frequency + 0.1 * confidence, Offset.offset(1e-12));
    }

    @Property
    void moreOfASignalNeverLowersSalience(
            @ForAll @DoubleRange(min = 0, max = 1) double less,
            @ForAll @DoubleRange(min = 0, max = 1) double more,
            @ForAll @DoubleRange(min = 0, max = 1) double other) {
        double low = Math.min(less, more);
        double high = Math.max(less, more);

        assertThat(score(high, other, other, other)).isGreaterThanOrEqualTo(score(low, other, other, other));
        assertThat(score(other, high, other, other)).isGreaterThanOrEqualTo(score(other, low, other, other));
        assertThat(score(other, other, high, other)).isGreaterThanOrEqualTo(score(other, other, low, other));
        assertThat(score(other, other, other, high)).isGreaterThanOrEqualTo(score(other, other, other, low));
    }

    @Property
    void theOrderOfFrequencyIsTheOrderOfAccessCounts(
            @ForAll @LongRange(min = 0, max = 1_000_000) long some,
            @ForAll @LongRange(min = 0, max = 1_000_000) long more) {
        assertThat(Double.compare(Salience.frequency(some), Salience.frequency(more)))
                .isEqualTo(Long.compare(some, more));
        assertThat(Salience.frequency(some)).isBetween(0.0, 1.0);
    }

    @Test
    void aNewClaimReadFromASourceReachesNominationAndOneWithoutRewardDoesNot() {
        MemorySettings settings = Memories.settings();
        double read = Salience.score(settings.weights(), new Salience.Signals(0.7, 1, 0, 0.95));
        double unrewarded = Salience.score(settings.weights(), new Salience.Signals(0.7, 0, 0, 0.95));

        assertThat(read).isGreaterThanOrEqualTo(settings.shortTerm().nominateSalience());
        assertThat(unrewarded).isLessThan(settings.salienceThreshold());
    }

    @Test
    void weightsThatDoNotAddUpToOneAreRefused() {
        assertThatThrownBy(() -> new Salience.Weights(0.3, 0.35, 0.25, 0.2)).hasMessageContaining("add up to 1");
    }

    @Test
    void aSignalThatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> new Salience.Signals(Double.NaN, 0, 0, 0)).hasMessageContaining("novelty");
    }

    private static double score(double novelty, double reward, double frequency, double confidence) {
        return Salience.score(SEED, new Salience.Signals(novelty, reward, frequency, confidence));
    }
}
