package dev.darm.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySettingsTest {

    @Test
    void theDefaultsAreTheSeeds() {
        MemorySettings settings = Memories.settings();

        assertThat(settings.weights()).isEqualTo(new Salience.Weights(0.3, 0.35, 0.25, 0.1));
        assertThat(settings.salienceThreshold()).isEqualTo(0.35);
        assertThat(settings.traces()).isEqualTo(64);
        assertThat(settings.decay()).isEqualTo(new Decay.Rates(0.1, 0.01, 0.7));
        assertThat(settings.shortTerm().capacity()).isEqualTo(10_000);
        assertThat(settings.shortTerm().shardCapacity()).isEqualTo(5_000);
        assertThat(settings.shortTerm().ttl()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.shortTerm().nominateSalience()).isEqualTo(0.55);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "salience.novelty = 0.5",
                "salience.threshold = 1.5",
                "gate.confidence = -0.1",
                "episodic-buffer.traces = 63",
                "decay.per-hour-priority = 0.2",
                "short-term.shards = 0",
                "short-term.capacity = 1",
                "short-term.ttl = 0 s",
                "short-term.retries = -1"
            })
    void aKeyOutOfRangeIsRefusedWithItsPlaceAndWhatWasExpected(String override) {
        assertThatThrownBy(() -> Memories.settings(override))
                .isInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining("darm.memory.")
                .hasMessageContaining("expected")
                .hasMessageContaining("String: 1");
    }
}
