package dev.darm.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.knowledge.Skepticism.Belief;
import dev.darm.knowledge.Skepticism.Stance;
import dev.darm.memory.Memories;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SkepticismTest {

    private final Skepticism.Gate gate =
            KnowledgeSettings.of(Memories.darm("knowledge")).gate();

    @Property
    void furtherOriginsNeverLowerConfidenceNorRaiseUncertainty(
            @ForAll @DoubleRange(min = 0, max = 1) double confidence,
            @ForAll @DoubleRange(min = 0, max = 1) double uncertainty,
            @ForAll @IntRange(min = 0, max = 50) int origins) {
        Belief fewer = Skepticism.believe(confidence, uncertainty, origins);
        Belief more = Skepticism.believe(confidence, uncertainty, origins + 1);

        assertThat(more.confidence()).isBetween(fewer.confidence() - 1e-12, 1.0);
        assertThat(more.uncertainty()).isBetween(0.0, fewer.uncertainty() + 1e-12);
    }

    @Property
    void aMoreConfidentBeliefIsNeverTreatedMoreHarshly(
            @ForAll @DoubleRange(min = 0, max = 1) double one,
            @ForAll @DoubleRange(min = 0, max = 1) double other,
            @ForAll @DoubleRange(min = 0, max = 1) double uncertainty) {
        Stance doubtful = gate.stance(new Belief(Math.min(one, other), uncertainty));
        Stance sure = gate.stance(new Belief(Math.max(one, other), uncertainty));

        assertThat(sure).isLessThanOrEqualTo(doubtful);
    }

    @Test
    void theSeedsExampleCommitsAHedgedSentenceIsFlaggedAndHearsayIsNotSaid() {
        assertThat(gate.stance(new Belief(0.91, 0.08))).isEqualTo(Stance.COMMIT);
        assertThat(gate.stance(Skepticism.believe(0.55, 0.45, 1))).isEqualTo(Stance.FLAG);
        assertThat(gate.stance(Skepticism.believe(0.6, 0.4, 0))).isEqualTo(Stance.ABSTAIN);
    }

    @Test
    void oneOriginLeavesTheReadingAsItIs() {
        assertThat(Skepticism.believe(0.95, 0.05, 1)).isEqualTo(new Belief(1 - (1 - 0.95), 0.05));
    }
}
