package dev.darm.bench;

import dev.darm.encoding.ClaimExtractor;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.encoding.NgramEncoder;
import dev.darm.index.ExactScan;
import dev.darm.memory.ExtractedClaim;
import dev.darm.memory.Passage;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToLongFunction;

/**
 * Measures the n-gram encoder, the claim extractor and the exact scan, one thread: {@code java -cp … dev.darm.bench.EncodingBench}.
 * Each figure is
 * CPU time, so that a shared machine spoils it less, the best of five rounds after three of warm-up; words come from a vocabulary of 5,000 with Zipf's law.
 */
public final class EncodingBench {

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 5;
    private static final int SENTENCES = 2000;
    private static final int WORDS = 20;
    private static final int ENTRIES = 10_000;

    private EncodingBench() {}

    public static void main(String[] arguments) {
        Random random = new Random(1);
        List<String> vocabulary = new ArrayList<>();
        for (int i = 0; i < 5000; i++) vocabulary.add(word(random));
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < SENTENCES; i++) sentences.add(sentence(random, vocabulary));

        NgramEncoder encoder = new NgramEncoder(512, CorpusStatistics.learned(1, sentences));
        report("encode, 20 words, 512 dimensions", SENTENCES, i -> encoder.vector(sentences.get(i)).length);

        Passage passage = new Passage("a.md", 1, "", String.join(" ", sentences.subList(0, 100)), Optional.empty());
        report("extract claims, passages of 100 sentences", 100, i -> {
            List<ExtractedClaim> claims = ClaimExtractor.extract(passage);
            return claims.size();
        });

        ExactScan<Integer> scan = new ExactScan<>(512);
        for (int i = 0; i < ENTRIES; i++) scan.put(i, encoder.vector(sentence(random, vocabulary)));
        List<float[]> shortQueries = new ArrayList<>();
        List<float[]> denseQueries = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String sentence = sentences.get(i);
            shortQueries.add(encoder.vector(sentence.substring(0, sentence.indexOf(' ', 30))));
            float[] dense = new float[512];
            for (int d = 0; d < dense.length; d++) dense[d] = (float) random.nextGaussian();
            denseQueries.add(dense);
        }
        report("top 10 of 10,000, question of about 5 words", 100, i -> scan.top(shortQueries.get(i), 10, 0)
                .size());
        report("top 10 of 10,000, dense query", 100, i -> scan.top(denseQueries.get(i), 10, -1)
                .size());
    }

    private static void report(String what, int operations, IntToLongFunction operation) {
        long check = 0;
        long best = Long.MAX_VALUE;
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            long start = CPU.getCurrentThreadCpuTime();
            for (int i = 0; i < operations; i++) check += operation.applyAsLong(i);
            long took = CPU.getCurrentThreadCpuTime() - start;
            if (round >= WARM_UP) best = Math.min(best, took);
        }
        System.out.printf(
                Locale.ROOT,
                "%-48s %,12.0f/s %,10.1f us each (check %d)%n",
                what,
                operations * 1e9 / best,
                best / 1e3 / operations,
                check);
    }

    private static String sentence(Random random, List<String> vocabulary) {
        StringBuilder text = new StringBuilder("The");
        for (int i = 1; i < WORDS; i++) {
            int rank = (int) Math.exp(random.nextDouble() * Math.log(vocabulary.size())) - 1;
            text.append(' ').append(vocabulary.get(rank));
        }
        return text.append('.').toString();
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        int length = 3 + random.nextInt(8);
        for (int i = 0; i < length; i++)
            word.append("bcdfglmnprst".charAt(random.nextInt(12))).append("aeiou".charAt(random.nextInt(5)));
        return word.substring(0, length);
    }
}
