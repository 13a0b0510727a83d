package dev.darm.ledger.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.ledger.consensus.CrashRun.Scene;
import dev.darm.ledger.consensus.CrashRun.Tally;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A crash at every record of a height, at every moment around it, by enumeration; see {@link CrashRun}. */
class CrashPointsTest {

    private static final long[] DOWN_MS = {1, 300, 5_000};

    @Test
    void oneCrashAnywhereContradictsNothingAndDelaysOnly() {
        Tally tally = ones(false);

        assertThat(tally.locked && tally.unlockedPolka && tally.repeatedProposal && tally.nilVote && tally.roundLeft)
                .isTrue();
    }

    /** No polka is locked on: of four, those that make one decide by it. */
    @Test
    void oneCrashAnywhereContradictsNothingAndDelaysOnlyOnTheFastPath() {
        Tally tally = ones(true);

        assertThat(tally.stated && tally.nilVote).isTrue();
    }

    /** One crash at every point of every scene; what holds of it either way. */
    private static Tally ones(boolean fastPath) {
        Tally tally = new Tally();

        for (Scene scene : Scene.values()) {
            for (long seed = 0; seed < 2; seed++) CrashRun.ones(scene, seed, fastPath, DOWN_MS, tally);
        }

        assertThat(tally.crashes).isEqualTo(tally.runs);
        assertThat(tally.resumedIn).contains(Step.PROPOSE, Step.PREVOTE, Step.PRECOMMIT);
        assertThat(tally.lastRound).isGreaterThan(2);
        return tally;
    }

    @ParameterizedTest
    @EnumSource
    void twoCrashesAnywhereContradictNothingOnTheFastPath(Scene scene) {
        Tally tally = new Tally();

        CrashRun.pairs(scene, 0, true, DOWN_MS, 1, tally);

        assertThat(tally.runs).isGreaterThan(50);
        assertThat(tally.crashes).isGreaterThan(tally.runs);
    }

    /** Two of four, so that nothing is decided while both are down. */
    @ParameterizedTest
    @EnumSource
    void twoCrashesAnywhereContradictNothingAndDelayOnly(Scene scene) {
        Tally tally = new Tally();

        CrashRun.pairs(scene, 0, false, DOWN_MS, 1, tally);

        assertThat(tally.runs).isGreaterThan(50);
        assertThat(tally.crashes).isGreaterThan(tally.runs);
    }
}
