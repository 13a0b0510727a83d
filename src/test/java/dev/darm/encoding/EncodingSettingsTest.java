package dev.darm.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncodingSettingsTest {

    private static EncodingSettings with(String overrides) {
        Config reference = ConfigFactory.parseResources("reference/encoding.conf");
        return EncodingSettings.of(ConfigFactory.parseString(overrides)
                .withFallback(reference)
                .resolve()
                .getConfig("darm"));
    }

    @Test
    void theDefaultsAreTheSeedsAndTheReadersOwn() {
        EncodingSettings settings = with("");

        assertThat(settings.kind()).isEqualTo(EncodingSettings.Kind.NGRAM);
        assertThat(settings.dimensions()).isEqualTo(512);
        assertThat(settings.ollama())
                .isEqualTo(new EncodingSettings.Ollama(
                        URI.create("http://127.0.0.1:11434"), "all-minilm", 384, Duration.ofSeconds(10)));
        assertThat(settings.reading()).isEqualTo(DocumentReader.Limits.DEFAULT);
    }

    @Test
    void valuesOutOfRangeAreRefusedWithTheirKeyAndWhatWasExpected() {
        for (String bad : List.of(
                "kind = word2vec",
                "dimensions = 100",
                "dimensions = 5000",
                "ollama.url = \"localhost\"",
                "ollama.url = \"http://a b\"",
                "ollama.model = \" \"",
                "ollama.dimensions = 8",
                "ollama.timeout = 1ms",
                "reading.max-document = 3 GiB",
                "reading.max-line = 10")) {
            String key = bad.substring(0, bad.indexOf(' '));
            assertThatThrownBy(() -> with("darm.encoding." + bad))
                    .as(bad)
                    .isInstanceOf(ConfigException.BadValue.class)
                    .hasMessageContaining("darm.encoding." + key)
                    .hasMessageContaining("expected");
        }
    }
}
