package dev.darm.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecallSettingsTest {

    @Test
    void theDefaultsAreThoseOfTheSeed() {
        RecallSettings settings = Bench.settings("");
        assertThat(settings.minConfidence()).isEqualTo(0.85);
        assertThat(settings.minCosine()).isEqualTo(0.85);
        assertThat(settings.rrcCapacity()).isEqualTo(10_000);
    }

    @Test
    void aFigureOutOfRangeIsRefusedWithWhatWasExpected() {
        assertThatThrownBy(() -> Bench.settings("darm.recall.rrc.min-cosine = 1.1"))
                .hasMessageContaining("darm.recall.rrc.min-cosine")
                .hasMessageContaining("expected 0.0 to 1, found 1.1");
        assertThatThrownBy(() -> Bench.settings("darm.recall { top-k = 60 }"))
                .hasMessageContaining("darm.recall.depth")
                .hasMessageContaining("expected 60 to 1000, found 50");
        assertThatThrownBy(() -> Bench.settings("darm.recall.early.keep = 2d")).hasMessageContaining("PT1S to PT24H");
    }
}
