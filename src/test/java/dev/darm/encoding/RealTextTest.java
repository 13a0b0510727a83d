package dev.darm.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.darm.index.ExactScan;
import dev.darm.memory.Document;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.Passage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The encoder and the extractor on text that nobody wrote for them. */
class RealTextTest {

    private static final Path PLAY = Path.of(System.getProperty("darm.shared.data", "../shared/data"))
            .resolve("vectors")
            .resolve("tinyshakespeare.txt");

    private static final NgramEncoder ENCODER = new NgramEncoder(512, CorpusStatistics.PRIOR);

    /** Questions that share a word or two with the sentence that answers them, and words of that sentence. */
    private static final Map<String, String> QUESTIONS = Map.of(
            "Who is the chief enemy of the people?", "chief enemy",
            "What has turned the winter of our discontent into summer?", "glorious summer",
            "For what would the king give his kingdom?", "my kingdom for a horse",
            "What would smell as sweet under any other name?", "smell as sweet");

    private static final List<ExtractedClaim> CLAIMS = new ArrayList<>();
    private static final ExactScan<Integer> SCAN = new ExactScan<>(ENCODER.dimensions());

    @BeforeAll
    static void readThePlay() throws IOException {
        assumeTrue(Files.isRegularFile(PLAY), "needs " + PLAY);
        try (InputStream in = Files.newInputStream(PLAY)) {
            DocumentReader.Reading reading =
                    DocumentReader.read("play.txt", in, Instant.EPOCH, DocumentReader.Limits.DEFAULT);
            assertThat(reading).isInstanceOf(DocumentReader.Readable.class);
            for (Document part : ((DocumentReader.Readable) reading).parts())
                for (Passage passage : part.passages()) CLAIMS.addAll(ClaimExtractor.extract(passage));
        }
        for (int i = 0; i < CLAIMS.size(); i++)
            SCAN.put(i, ENCODER.vector(CLAIMS.get(i).claim().text()));
    }

    @Test
    void everyClaimStartsOnTheLineThatItNames() throws IOException {
        List<String> lines = Files.readAllLines(PLAY);

        assertThat(CLAIMS).hasSizeGreaterThan(8000).allSatisfy(claim -> {
            String firstWord = claim.claim().text().split(" ")[0];
            assertThat(lines.get(claim.source().line() - 1)).contains(firstWord);
        });
    }

    /** The rank of the first claim that contains {@code answer}, from 0, when all claims are sorted by their cosine. */
    private static int rank(String question, String answer) {
        List<ExactScan.Match<Integer>> sorted = SCAN.top(ENCODER.vector(question), CLAIMS.size(), -1);
        for (int rank = 0; rank < sorted.size(); rank++)
            if (CLAIMS.get(sorted.get(rank).key()).claim().text().contains(answer)) return rank;
        throw new AssertionError("no claim says: " + answer);
    }

    @Test
    void aQuestionIsNearerToItsAnswerThanNineTenthsOfAllSentences() {
        QUESTIONS.forEach((question, answer) ->
                assertThat(rank(question, answer)).as(question).isLessThan(CLAIMS.size() / 10));
    }

    @Test
    void aSentenceIsFoundFirstWithoutAThirdOfItsWords() {
        int asked = 0;
        int first = 0;
        for (int i = 0; i < CLAIMS.size(); i += 60) {
            String sentence = CLAIMS.get(i).claim().text();
            if (Terms.informative(sentence).size() < 6) continue;
            String rest = String.join(" ", everyThirdDropped(sentence));
            asked++;
            if (SCAN.top(ENCODER.vector(rest), 1, 0).getFirst().key() == i) first++;
        }

        assertThat(asked).isGreaterThan(50);
        assertThat(first).isGreaterThan(asked * 9 / 10);
    }

    private static List<String> everyThirdDropped(String text) {
        List<String> kept = new ArrayList<>();
        String[] words = text.split(" ");
        for (int i = 0; i < words.length; i++) if (i % 3 != 1) kept.add(words[i]);
        return kept;
    }
}
