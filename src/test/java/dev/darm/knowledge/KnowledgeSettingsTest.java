package dev.darm.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import dev.darm.memory.Memories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnowledgeSettingsTest {

    @Test
    void theDefaultsCommitAtTheSeedsScoreAndNoOwnBeliefBarsAClaim() {
        KnowledgeSettings settings = KnowledgeSettings.of(Memories.darm("knowledge"));

        assertThat(settings.validity().commitAt()).isEqualTo(0.6);
        assertThat(settings.ownTrust())
                .isLessThanOrEqualTo(Memories.settings().shortTerm().conflictLimit());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "validity.traversal = 0.5",
                "validity.commit-at = 2",
                "skepticism.commit-confidence = 0.1",
                "skepticism.flag-uncertainty = 0.1",
                "own-claims = 0",
                "own-trust = 1.1",
                "naming = [\" \"]"
            })
    void aKeyOutOfRangeIsRefusedWithItsPlaceAndWhatWasExpected(String override) {
        assertThatThrownBy(() -> KnowledgeSettings.of(Memories.darm("knowledge", override)))
                .isInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining("darm.knowledge.")
                .hasMessageContaining("expected");
    }
}
