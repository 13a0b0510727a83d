package dev.darm.consolidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import dev.darm.memory.Memories;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsolidationSettingsTest {

    @Test
    void theDefaultsAreTheSeeds() {
        ConsolidationSettings settings = ConsolidationSettings.of(Memories.darm("consolidation"));
        assertThat(settings.tau()).isEqualTo(6700);
        assertThat(settings.minAge()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.minIndependent()).isEqualTo(1);
        assertThat(settings.batch()).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tau-c = 0.5",
                "tau-c = 1.01",
                "min-independent = 0",
                "ballot-window = 1",
                "contest-votes = 0",
                "contest-period = 1ms",
                "contest-period = 100000d",
                "commit-confidence = 1.1",
                "commit-spread = -1",
                "min-age = -1s",
                "nominate-every = 1ms",
                "batch = 65",
                "in-flight = 0",
                "vote-timeout = 1ms",
                "rebroadcast-every = 1ms",
                "resubmit-every = 1ms",
                "evidence-timeout = 1ms",
                "fetch-at-once = 1000",
                "fetch-retry = 0s",
                "snapshot-every = 1"
            })
    void aValueOutOfRangeIsRefusedByNameWithWhatWasExpected(String key) {
        assertThatThrownBy(() -> ConsolidationSettings.of(Memories.darm("consolidation", key)))
                .isInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining(key.substring(0, key.indexOf(' ')))
                .hasMessageContaining("expected");
    }
}
