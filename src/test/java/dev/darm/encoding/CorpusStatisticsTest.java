package dev.darm.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.ByteReader;
import dev.darm.codec.MalformedBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CorpusStatisticsTest {

    private static double weight(CorpusStatistics statistics, String word) {
        return statistics.weight(word, Terms.of(word).getFirst());
    }

    @Test
    void thePriorKnowsOnlyFunctionWords() {
        assertThat(weight(CorpusStatistics.PRIOR, "port")).isEqualTo(1);
        assertThat(weight(CorpusStatistics.PRIOR, "the")).isLessThan(0.1);
        assertThat(weight(CorpusStatistics.PRIOR, "mean")).isBetween(0.1, 0.5);
    }

    @Test
    void aTermInEveryTextWeighsLessThanARareOne() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 500; i++) texts.add("The node number " + i + " votes");

        CorpusStatistics learned = CorpusStatistics.learned(1, texts);

        assertThat(learned.version()).isEqualTo(1);
        assertThat(learned.texts()).isEqualTo(500);
        assertThat(weight(learned, "node")).isLessThan(0.25);
        assertThat(weight(learned, "zebra")).isGreaterThan(0.8);
        assertThat(learned.frequency("node")).isGreaterThanOrEqualTo(500);
    }

    @Property(tries = 30)
    void theOrderOfTheTextsDoesNotMatter(@ForAll @Size(max = 30) List<String> texts, @ForAll long seed) {
        List<String> shuffled = new ArrayList<>(texts);
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(CorpusStatistics.learned(1, shuffled)).isEqualTo(CorpusStatistics.learned(1, texts));
    }

    @Property(tries = 30)
    void statisticsSurviveTheirBytes(@ForAll @Size(max = 30) List<String> texts) {
        CorpusStatistics learned = CorpusStatistics.learned(1, texts);

        assertThat(ByteReader.readAll(learned.bytes(), CorpusStatistics::read)).isEqualTo(learned);
    }

    @Test
    void theBytesNeverChange() {
        assertThat(HexFormat.of().formatHex(CorpusStatistics.PRIOR.bytes())).isEqualTo("6001000000000000000000000000");
        CorpusStatistics learned = CorpusStatistics.learned(1, List.of("Artery listens on port 25520", "a port"));
        assertThat(learned.bytes()).hasSize(14 + 64 * 1024);
        assertThat(learned.hash().hex()).isEqualTo("4f9766709b13e19612a4195aaf7b6e72ae284db36ce984f4bba730bb423f72c6");
    }

    @Test
    void brokenBytesAreRefused() {
        byte[] bytes = CorpusStatistics.learned(1, List.of("a port")).bytes();

        assertThatThrownBy(() -> ByteReader.readAll(Arrays.copyOf(bytes, 100), CorpusStatistics::read))
                .isInstanceOf(MalformedBytes.class);
        bytes[0] = 0x61;
        assertThatThrownBy(() -> ByteReader.readAll(bytes, CorpusStatistics::read))
                .hasMessageContaining("expected corpus statistics");
    }

    @Test
    void anEncoderNamesTheVersionOfItsStatistics() {
        CorpusStatistics learned = CorpusStatistics.learned(1, List.of("a port"));

        assertThat(new NgramEncoder(512, learned).version()).isEqualTo("ngram-512/1");
        assertThat(new NgramEncoder(1024, CorpusStatistics.PRIOR).version()).isEqualTo("ngram-1024/0");
    }
}
