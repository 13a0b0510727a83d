package dev.darm.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.index.ExactScan;
import dev.darm.memory.Document;
import dev.darm.memory.Passage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
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

    private static final List<String> CLAIMS = new ArrayList<>();

    @BeforeAll
    static void readThePages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        for (Path page : pages) {
            try (InputStream in = Files.newInputStream(page)) {
                DocumentReader.Reading reading =
                        DocumentReader.read(page.toString(), in, Instant.EPOCH, DocumentReader.Limits.DEFAULT);
                for (Document part : ((DocumentReader.Readable) reading).parts())
                    for (Passage passage : part.passages())
                        ClaimExtractor.extract(passage)
                                .forEach(claim -> CLAIMS.add(claim.claim().text()));
            }
        }
        assertThat(CLAIMS).hasSizeGreaterThan(200);
    }

    /** The mean of 1 / rank of the answer among all claims (MRR), over the questions whose answer the pages still hold. */
    private static double meanReciprocalRank(NgramEncoder encoder) {
        ExactScan<Integer> scan = new ExactScan<>(encoder.dimensions());
        for (int i = 0; i < CLAIMS.size(); i++) scan.put(i, encoder.vector(CLAIMS.get(i)));
        double sum = 0;
        int asked = 0;
        for (Map.Entry<String, String> question : QUESTIONS.entrySet()) {
            if (CLAIMS.stream().noneMatch(claim -> claim.contains(question.getValue()))) continue;
            asked++;
            List<ExactScan.Match<Integer>> sorted = scan.top(encoder.vector(question.getKey()), CLAIMS.size(), -1);
            int rank = 1;
            while (!CLAIMS.get(sorted.get(rank - 1).key()).contains(question.getValue())) rank++;
            sum += 1.0 / rank;
        }
        assertThat(asked).isGreaterThanOrEqualTo(15);
        return sum / asked;
    }

    @Test
    void answersAreFoundNoWorseThanWithTheBuiltInStatistics() {
        double prior = meanReciprocalRank(new NgramEncoder(512, CorpusStatistics.PRIOR));
        double learned = meanReciprocalRank(new NgramEncoder(512, CorpusStatistics.learned(1, CLAIMS)));

        assertThat(learned).as("mean reciprocal rank, %.3f before", prior).isGreaterThanOrEqualTo(prior);
        assertThat(prior).isGreaterThan(0.3);
        System.out.printf("MRR prior %.3f learned %.3f%n", prior, learned);
    }
}
