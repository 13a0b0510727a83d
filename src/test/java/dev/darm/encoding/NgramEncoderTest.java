package dev.darm.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.darm.index.ExactScan;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NgramEncoderTest {

    private static final NgramEncoder ENCODER = new NgramEncoder(512, CorpusStatistics.PRIOR);
    private static final NgramEncoder OTHER = new NgramEncoder(512, CorpusStatistics.PRIOR);

    private static float cosine(String left, String right) {
        return ExactScan.cosine(ENCODER.vector(left), ENCODER.vector(right));
    }

    @Property(tries = 300)
    void aTextWithALetterOrDigitHasLengthOneAndAnyOtherIsZero(@ForAll String text) {
        double square = 0;
        for (float value : ENCODER.vector(text)) square += (double) value * value;

        boolean words = !Terms.of(text).isEmpty();
        assertThat(Math.sqrt(square)).isCloseTo(words ? 1 : 0, within(1e-5));
    }

    @Property(tries = 200)
    void encodingIsDeterministicAndCosineSymmetric(
            @ForAll("sentences") String left, @ForAll("sentences") String right) {
        assertThat(OTHER.vector(left)).isEqualTo(ENCODER.vector(left));
        assertThat(cosine(left, right)).isEqualTo(cosine(right, left)).isBetween(-1f, 1f);
        assertThat(cosine(left, left)).isCloseTo(1, within(1e-6f));
    }

    @Property(tries = 300)
    void aTypingErrorStaysNearerThanAnUnrelatedSentence(
            @ForAll("sentences") String sentence, @ForAll @IntRange(max = 1000) int where) {
        String unrelated = "Quixotic zeppelins jumbled vexing hymns";
        int at = where % (sentence.length() - 1);
        String swapped =
                sentence.substring(0, at) + sentence.charAt(at + 1) + sentence.charAt(at) + sentence.substring(at + 2);

        // A swap over a gap damages two words of perhaps four.
        boolean gap = sentence.charAt(at) == ' ' || sentence.charAt(at + 1) == ' ';
        assertThat(cosine(sentence, swapped))
                .isGreaterThan(gap ? 0.4f : 0.6f)
                .isGreaterThan(cosine(sentence, unrelated));
    }

    @Test
    void aQuestionLiesNearItsAnswer() {
        String answer = "Artery listens on port 25520.";

        assertThat(cosine("Which port does Artery listen on?", answer)).isGreaterThan(0.6f);
        assertThat(cosine("Which colour has the sky?", answer)).isLessThan(0.15f);
    }

    @Test
    void theVectorOfASentenceNeverChanges() {
        float[] vector =
                ENCODER.vector("The STM holds 10,000 entries per node; akka.cluster.seed-nodes doesn't matter.");
        CRC32C crc = new CRC32C();
        for (float value : vector) {
            int bits = Float.floatToIntBits(value);
            crc.update(new byte[] {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits});
        }

        assertThat(HexFormat.of().toHexDigits((int) crc.getValue())).isEqualTo("e26fcfd4");
    }

    @Test
    void theHashOfATermNeverChanges() {
        assertThat(StableHash.of(1, "")).isEqualTo(-3239489724241199657L);
        assertThat(StableHash.of(1, "port")).isEqualTo(3551800539447612759L);
        assertThat(StableHash.of(4, "listen port")).isEqualTo(8220835114104215156L);
    }

    @Test
    void hashesFallEvenlyIntoTheBuckets() {
        int[] filled = new int[16];
        for (int i = 0; i < 16_000; i++) filled[StableHash.bucket(StableHash.of(1, "term" + i), 16)]++;

        assertThat(Arrays.stream(filled)).allMatch(count -> count > 850 && count < 1150);
    }

    @Test
    void dimensionsOutsideTheirRangeAreRefused() {
        assertThat(new NgramEncoder(4096, CorpusStatistics.PRIOR).vector("a port"))
                .hasSize(4096);
        assertThatThrownBy(() -> new NgramEncoder(128, CorpusStatistics.PRIOR))
                .hasMessage("an encoder has 256 to 4096 dimensions, not 128");
    }

    @Test
    void aWordOfAMebibyteIsEncodedLikeAnyOther() {
        assertThat(ENCODER.vector("x".repeat(1 << 20))).isEqualTo(ENCODER.vector("x".repeat(1 << 19)));
    }

    @Provide
    Arbitrary<String> sentences() {
        return Arbitraries.of(List.of(
                        "journal",
                        "segment",
                        "validator",
                        "consensus",
                        "memory",
                        "salience",
                        "quorum",
                        "replay",
                        "document",
                        "the",
                        "of",
                        "stores",
                        "decides",
                        "answers",
                        "promotes"))
                .list()
                .ofMinSize(5)
                .ofMaxSize(20)
                .filter(words -> words.stream()
                                .filter(word -> word.length() > 4)
                                .distinct()
                                .count()
                        >= 4)
                .map(words -> String.join(" ", words));
    }
}
