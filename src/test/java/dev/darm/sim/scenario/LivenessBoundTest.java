package dev.darm.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class LivenessBoundTest {

    private static final LivenessBound.Rounds ROUNDS = new LivenessBound.Rounds(
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofMillis(250));

    private static LivenessBound bound(int silent, int round, Duration roundTrip, long behindBytes) {
        return new LivenessBound(new LivenessBound.Inputs(
                silent,
                round,
                ROUNDS,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                20_000_000,
                20_000_000,
                Duration.ofSeconds(20),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                roundTrip,
                1_000_000,
                100_000,
                behindBytes,
                10,
                1_048_576,
                Duration.ofMillis(20),
                Duration.ofMillis(80)));
    }

    @Example
    void theTermsAreThoseOfTheFormula() {
        LivenessBound bound = bound(1, 0, Duration.ofMillis(100), 2_000_000);

        // δ = 100 ms + 100 kB at 1 MB/s + 20 ms + 80 ms = 300 ms; rounds 0 and 1 wait 2 s and 3 s.
        assertThat(bound.terms())
                .containsEntry("restart", Duration.ofSeconds(5))
                .containsEntry("join", Duration.ofSeconds(26))
                .containsEntry("catch-up", Duration.ofMillis(2 * 100 + 2_000 + 10 * 20))
                .containsEntry("agree", Duration.ofMillis(1_000 + 300 + (2_000 + 900) + (3_000 + 900) + 900));
        assertThat(bound.bound()).isEqualTo(Duration.ofMillis(5_000 + 26_000 + 2_400 + 9_000));
    }

    @Example
    void aSlowLinkNeedsMoreRoundsUntilTheTimeoutsAreLongEnough() {
        // δ = 5.2 s; the propose timeout of round r is 1 s + r · 0.5 s, so nine rounds are too short.
        Duration agree = bound(0, 0, Duration.ofSeconds(5), 0).terms().get("agree");
        long rounds = 9 + 1;
        long timeouts = rounds * 2_000 + 1_000 * (rounds * (rounds - 1) / 2);
        assertThat(agree).isEqualTo(Duration.ofMillis(1_000 + 5_200 + timeouts + rounds * 3 * 5_200 + 3 * 5_200));
    }

    @Property(tries = 500)
    void moreOfWhatDelaysIsNeverLessTime(
            @ForAll @IntRange(max = 30) int silent,
            @ForAll @IntRange(max = 100) int round,
            @ForAll @LongRange(max = 10_000) long millis,
            @ForAll @LongRange(max = 1_000_000_000) long behind) {
        Duration base = bound(silent, round, Duration.ofMillis(millis), behind).bound();

        assertThat(bound(silent + 1, round, Duration.ofMillis(millis), behind).bound())
                .isGreaterThan(base);
        assertThat(bound(silent, round, Duration.ofMillis(millis + 1), behind).bound())
                .isGreaterThan(base);
        assertThat(bound(silent, round, Duration.ofMillis(millis), behind + 1).bound())
                .isGreaterThanOrEqualTo(base);
    }

    @Example
    void aRateOfNothingIsRefused() {
        assertThatThrownBy(() -> bound(-1, 0, Duration.ZERO, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
