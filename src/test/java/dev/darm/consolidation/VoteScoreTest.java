package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

final class VoteScoreTest {

    @Test
    void theTermsWeighWhatTheSeedSays() {
        assertThat(VoteScore.of(1, true, 0, 0)).isEqualTo(10_000);
        assertThat(VoteScore.of(0, true, 1, 1)).isEqualTo(3500);
        assertThat(VoteScore.of(1, false, 1, 1)).isEqualTo(4000);
        assertThat(VoteScore.of(0, false, 0, 1)).isEqualTo(1500);
        assertThat(VoteScore.of(0, false, 1, 0)).isEqualTo(1000);
    }

    @Test
    void aGroundedClaimAgainstAFirmEntryFailsAndPassesAsAChallenge() {
        int asPromotion = VoteScore.of(0, true, 1, 0.1);
        assertThat(VoteScore.suffices(asPromotion, true)).isFalse();
        assertThat(VoteScore.suffices(VoteScore.ofChallenge(true, 0.1), true)).isTrue();
    }

    @Property
    void anUngroundedClaimNeverPasses(
            @ForAll @DoubleRange(max = 1) double bfs,
            @ForAll @DoubleRange(max = 1) double conflict,
            @ForAll @DoubleRange(max = 1) double uncertainty) {
        assertThat(VoteScore.suffices(VoteScore.of(bfs, false, conflict, uncertainty), false))
                .isFalse();
    }

    @Property
    void moreSupportNeverLowersAScore(
            @ForAll @DoubleRange(max = 1) double less,
            @ForAll @DoubleRange(max = 1) double more,
            @ForAll @DoubleRange(max = 1) double conflict,
            @ForAll boolean grounded) {
        double low = Math.min(less, more);
        double high = Math.max(less, more);
        assertThat(VoteScore.of(low, grounded, conflict, 0.5))
                .isLessThanOrEqualTo(VoteScore.of(high, grounded, conflict, 0.5));
        assertThat(VoteScore.of(0.5, grounded, low, conflict))
                .isGreaterThanOrEqualTo(VoteScore.of(0.5, grounded, high, conflict));
        assertThat(VoteScore.of(0.5, grounded, conflict, low))
                .isGreaterThanOrEqualTo(VoteScore.of(0.5, grounded, conflict, high))
                .isBetween(0, 10_000);
    }
}
