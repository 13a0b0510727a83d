package dev.darm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class ModelSettingsTest {

    private static ModelSettings with(String override) {
        Config defaults = ConfigFactory.parseResources("reference/model.conf");
        return ModelSettings.of(ConfigFactory.parseString(override)
                .withFallback(defaults)
                .resolve()
                .getConfig("darm"));
    }

    @Test
    void byDefaultThereIsNoModelServer() {
        assertThat(with("").url()).isEmpty();
    }

    @Test
    void aServerNeedsAModelsName() {
        assertThat(with("darm.model { url = \"http://pi:11434\", name = tiny }")
                        .url()
                        .orElseThrow()
                        .getHost())
                .isEqualTo("pi");
        assertThatThrownBy(() -> with("darm.model.url = \"http://pi:11434\""))
                .isInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining("darm.model.name");
    }

    @Test
    void anAddressOrFigureOutOfRangeIsRefusedWithWhatWasExpected() {
        assertThatThrownBy(() -> with("darm.model.url = \"pi:11434\"")).hasMessageContaining("http://host:port");
        assertThatThrownBy(() -> with("darm.model.url = \"http://a b\"")).hasMessageContaining("http://host:port");
        assertThatThrownBy(() -> with("darm.model.timeout = 1ms")).hasMessageContaining("100 ms to 10 minutes");
        assertThatThrownBy(() -> with("darm.model.retries = 9")).hasMessageContaining("expected 0 to 5, found 9");
        assertThatThrownBy(() -> with("darm.model.max-tokens = 0")).hasMessageContaining("expected 1 to 4096, found 0");
    }
}
