package dev.darm.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.index.ExactScan;
import dev.darm.memory.Document;
import dev.darm.memory.Passage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whether statistics that were learned from the text that is asked about help to find it: this repository's own pages. */
class LearnedStatisticsTest {

    /** Questions, and words of the sentence that answers them. */
    private static final Map<String, String> QUESTIONS = new TreeMap<>(Map.ofEntries(
            Map.entry("How many memory tiers does DARM have?", "five memory tiers"),
            Map.entry("What does the episodic buffer hold?", "last 64 traces"),
            Map.entry("Where does long-term memory live?", "in the chain"),
            Map.entry("Into what is a document cut?", "cut into passages"),
            Map.entry("When is a document acknowledged?", "synced on two nodes"),
            Map.entry("What happens when a document is fed twice?", "fed twice adds nothing"),
            Map.entry("What is withdrawn when an edited document is fed?", "no longer says is withdrawn"),
            Map.entry("By what is each passage known?", "known by its SHA-256 hash"),
            Map.entry("What is the weight of novelty in salience?", "0.3 novelty"),
            Map.entry("What reward does a claim start with that was read from a source?", "starts with reward 1"),
            Map.entry("When does a node nominate a claim?", "salience is at least 0.55"),
            Map.entry("How long is the minimum age?", "60 seconds by default"),
            Map.entry("How does every head vote?", "votes independently"),
            Map.entry("What is the quorum threshold of the enrolled heads?", "is 0.67"),
            Map.entry("What does a head do before it sends the signed ballot?", "persists each vote"),
            Map.entry("Does a head vote for claims that contradict each other?", "contradict each other while both"),
            Map.entry("What does the block hold of the claim?", "salted hash of the claim"),
            Map.entry("Where does the recall ladder look first?", "rapid retrieval cache first"),
            Map.entry("When does the rapid retrieval cache answer at once?", "at least 0.85"),
            Map.entry("What is the answer without a model server?", "is extractive"),
            Map.entry("When does DARM abstain?", "no support in memory"),
            Map.entry("What is sent to every node after the first supported answer?", "vector of the question")));

    /** Candidates of a context, darm.recall.top-k. */
    private static final int TOP_K = 8;

    private static final List<String> CLAIMS = readThePages();
    private static final NgramEncoder PRIOR = new NgramEncoder(512, CorpusStatistics.PRIOR);
    private static final NgramEncoder LEARNED = new NgramEncoder(512, CorpusStatistics.learned(1, CLAIMS));

    private static List<String> readThePages() {
        List<String> claims = new ArrayList<>();
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            for (Path page : Stream.concat(Stream.of(Path.of("README.md")), docs.sorted())
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList()) {
                try (InputStream in = Files.newInputStream(page)) {
                    DocumentReader.Reading reading =
                            DocumentReader.read(page.toString(), in, Instant.EPOCH, DocumentReader.Limits.DEFAULT);
                    for (Document part : ((DocumentReader.Readable) reading).parts())
                        for (Passage passage : part.passages())
                            ClaimExtractor.extract(passage)
                                    .forEach(claim -> claims.add(claim.claim().text()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return claims;
    }

    /** The rank, from 1, of the first claim that holds {@code answer}. */
    private static int rank(NgramEncoder encoder, ExactScan<Integer> scan, String question, String answer) {
        int rank = 1;
        for (ExactScan.Match<Integer> match : scan.top(encoder.vector(question), CLAIMS.size(), -1)) {
            if (CLAIMS.get(match.key()).contains(answer)) return rank;
            rank++;
        }
        throw new AssertionError("no page says: " + answer);
    }

    private static ExactScan<Integer> scan(NgramEncoder encoder) {
        ExactScan<Integer> scan = new ExactScan<>(encoder.dimensions());
        for (int i = 0; i < CLAIMS.size(); i++) scan.put(i, encoder.vector(CLAIMS.get(i)));
        return scan;
    }

    /** How many questions, of those whose answer the pages still hold, have it among the candidates of a context. */
    private static long answered(NgramEncoder encoder) {
        ExactScan<Integer> scan = scan(encoder);
        List<Map.Entry<String, String>> asked = QUESTIONS.entrySet().stream()
                .filter(question -> CLAIMS.stream().anyMatch(claim -> claim.contains(question.getValue())))
                .toList();
        assertThat(asked).hasSizeGreaterThanOrEqualTo(15);
        return asked.stream()
                .filter(question -> rank(encoder, scan, question.getKey(), question.getValue()) <= TOP_K)
                .count();
    }

    /** The mean of 1 / rank of a claim when two of its informative words are asked for. */
    private static double meanReciprocalRank(NgramEncoder encoder) {
        ExactScan<Integer> scan = scan(encoder);
        Random random = new Random(1);
        double sum = 0;
        int asked = 0;
        for (String claim : CLAIMS) {
            List<String> words = new ArrayList<>();
            for (String word : claim.split("\\s+")) if (!Terms.informative(word).isEmpty()) words.add(word);
            if (words.size() < 5) continue;
            Collections.shuffle(words, random);
            asked++;
            sum += 1.0 / rank(encoder, scan, "What " + words.get(0) + " " + words.get(1) + "?", claim);
        }
        assertThat(asked).isGreaterThan(100);
        return sum / asked;
    }

    @Test
    void aContextHoldsTheAnswerNoMoreSeldomThanWithTheBuiltInStatistics() {
        assertThat(answered(LEARNED)).isGreaterThanOrEqualTo(answered(PRIOR)).isGreaterThanOrEqualTo(14);
    }

    @Test
    void aFewWordsOfASentenceFindItNoWorseThanWithTheBuiltInStatistics() {
        assertThat(meanReciprocalRank(LEARNED)).isGreaterThanOrEqualTo(meanReciprocalRank(PRIOR));
    }
}
