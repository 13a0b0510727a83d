package dev.darm.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DecayTest {

    private static final Decay.Rates RATES = new Decay.Rates(0.1, 0.01, 0.7);

    @Property
    void theScoreHasTheFormOfProofP48(
            @ForAll @DoubleRange(min = 0, max = 1) double salience,
            @ForAll @IntRange(min = 0, max = 500) int hours,
            @ForAll @IntRange(min = 0, max = 50) int replays) {
        double lambda = salience >= 0.7 ? 0.01 : 0.1;

        assertThat(Decay.score(RATES, salience, Duration.ofHours(hours), replays))
                .isCloseTo(salience * Math.exp(-lambda * hours) * (1 + Math.log(1 + replays)), Offset.offset(1e-9));
    }

    @Property
    void ageNeverRaisesTheScoreReplaysAndSalienceNeverLowerIt(
            @ForAll @DoubleRange(min = 0, max = 1) double salience,
            @ForAll @DoubleRange(min = 0, max = 1) double otherSalience,
            @ForAll @IntRange(min = 0, max = 10_000) int minutes,
            @ForAll @IntRange(min = 1, max = 10_000) int later,
            @ForAll @IntRange(min = 0, max = 20) int replays) {
        Duration age = Duration.ofMinutes(minutes);
        double score = Decay.score(RATES, salience, age, replays);

        assertThat(Decay.score(RATES, salience, age.plusMinutes(later), replays))
                .isLessThanOrEqualTo(score);
        assertThat(Decay.score(RATES, salience, age, replays + 1)).isGreaterThanOrEqualTo(score);
        assertThat(Decay.score(RATES, Math.max(salience, otherSalience), age, replays))
                .isGreaterThanOrEqualTo(Decay.score(RATES, Math.min(salience, otherSalience), age, replays));
        assertThat(score).isBetween(0.0, salience * (1 + Math.log(1 + replays)) + 1e-12);
    }

    @Test
    void halfIsLeftAfterSevenHoursAndOfAPriorityEntryAfterThreeDays() {
        assertThat(Decay.score(RATES, 0.6, Duration.ofHours(7), 0) / 0.6).isCloseTo(0.5, Offset.offset(0.01));
        assertThat(Decay.score(RATES, 0.8, Duration.ofHours(69), 0) / 0.8).isCloseTo(0.5, Offset.offset(0.01));
    }

    @Test
    void theDefaultsForgetNothingBeforeItsLifetimeEnds() {
        MemorySettings settings = Memories.settings();

        double left = Decay.score(
                settings.decay(),
                settings.salienceThreshold(),
                settings.shortTerm().ttl(),
                0);

        assertThat(left).isGreaterThan(settings.shortTerm().expireBelow());
    }
}
