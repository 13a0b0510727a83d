package dev.darm.encoding;

import dev.darm.encoding.Words.Word;
import dev.darm.world.Effort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.tartarus.snowball.ext.EnglishStemmer;

/**
 * The encoder that needs no model file: hashed words, pairs of words and character 3- to 5-grams, each with a hashed sign
 * (feature hashing: Weinberger et al. 2009), so that the inner product of two texts estimates the weight of what they
 * share. Words give the topic, pairs the order, character grams the tolerance for inflection and typing errors.
 *
 * <p>A word counts 1 + ln(tf) times its weight in {@link CorpusStatistics}; its character grams share
 * {@value #GRAM_SHARE} of that, a pair of neighbours (function words between them skipped) {@value #PAIR_SHARE} of the
 * geometric mean of the two, a compound as a whole {@value #COMPOUND_SHARE}. Function words have no grams or pairs.
 *
 * <p>It knows no synonyms: a question that shares no word, or part of one, with its answer lies no nearer to it than to
 * any other text. A model server's encoder ({@link OllamaEncoder}) closes that gap.
 *
 * <p>Two JVMs agree bit for bit: {@link StableHash}, doubles added in the order of the text, {@code StrictMath} for
 * logarithms. Safe for use by any thread.
 */
public final class NgramEncoder implements Encoder {

    public static final int LEAST_DIMENSIONS = 256;
    public static final int MOST_DIMENSIONS = 4096;

    private static final double GRAM_SHARE = 0.6;
    private static final double PAIR_SHARE = 0.4;
    private static final double COMPOUND_SHARE = 0.5;
    private static final int SHORTEST_GRAM = 3;
    private static final int LONGEST_GRAM = 5;
    private static final int CACHED_WORDS = 8192;
    private static final int LONGEST_WORD = 64;

    /** Hash families: one a kind of feature, so that a word and a gram of the same letters are different features. */
    private static final int WORD = 1;

    private static final int WORD_AGAIN = 2;
    private static final int GRAM = 3;
    private static final int PAIR = 4;
    private static final int COMPOUND = 5;

    /**
     * What one word adds for a weight of 1: {@code value[i]} at {@code bucket[i]}.
     *
     * @param weight the word's weight, 0 to 1
     * @param function whether it is a function word
     */
    private record Features(String word, String term, double weight, boolean function, int[] bucket, float[] value) {}

    private final int dimensions;
    private final CorpusStatistics statistics;
    private final AtomicReferenceArray<Features> cache = new AtomicReferenceArray<>(CACHED_WORDS);

    /** An encoder into {@code dimensions} (256 to 4096) with the weights of {@code statistics}. */
    public NgramEncoder(int dimensions, CorpusStatistics statistics) {
        if (dimensions < LEAST_DIMENSIONS || dimensions > MOST_DIMENSIONS)
            throw new IllegalArgumentException(
                    "an encoder has " + LEAST_DIMENSIONS + " to " + MOST_DIMENSIONS + " dimensions, not " + dimensions);
        this.dimensions = dimensions;
        this.statistics = statistics;
    }

    @Override
    public String version() {
        return "ngram-" + dimensions + "/" + statistics.version();
    }

    @Override
    public Encoder with(CorpusStatistics other) {
        return other.equals(statistics) ? this : new NgramEncoder(dimensions, other);
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public CompletionStage<float[]> encode(String text) {
        return CompletableFuture.completedStage(vector(text));
    }

    /** The vector of {@code text} at once: unit length, or zero when the text has no letter or digit. */
    public float[] vector(String text) {
        Effort.spend(Effort.ENCODE, text.length());
        double[] sum = new double[dimensions];
        Map<String, Integer> times = new LinkedHashMap<>();
        Map<String, Features> features = new LinkedHashMap<>();
        List<Features> sequence = new ArrayList<>();
        EnglishStemmer stemmer = new EnglishStemmer();
        for (Word word : Words.of(text)) {
            if (word.compound()) add(sum, COMPOUND, word.whole(), COMPOUND_SHARE);
            for (String whole : word.parts()) {
                // What is longer is no word but a key, a hash or noise; its start tells it apart well enough.
                String part = whole.length() > LONGEST_WORD ? whole.substring(0, LONGEST_WORD) : whole;
                Features found = features(stemmer, part);
                features.put(part, found);
                times.merge(part, 1, Integer::sum);
                if (!found.function()) sequence.add(found);
            }
        }
        times.forEach((word, count) -> addWord(sum, Objects.requireNonNull(features.get(word)), count));
        addPairs(sum, sequence);
        return unit(sum, features.keySet());
    }

    private static void addWord(double[] sum, Features word, int count) {
        double weight = word.weight() * (count == 1 ? 1 : 1 + StrictMath.log(count));
        int[] bucket = word.bucket();
        float[] value = word.value();
        for (int i = 0; i < bucket.length; i++) sum[bucket[i]] += weight * value[i];
    }

    private void addPairs(double[] sum, List<Features> sequence) {
        for (int i = 1; i < sequence.size(); i++) {
            Features left = sequence.get(i - 1);
            Features right = sequence.get(i);
            double weight = PAIR_SHARE * Math.sqrt(left.weight() * right.weight());
            add(sum, PAIR, left.term() + " " + right.term(), weight);
        }
    }

    private void add(double[] sum, int family, String text, double weight) {
        long hash = StableHash.of(family, text);
        sum[StableHash.bucket(hash, dimensions)] += (hash & 1) == 0 ? weight : -weight;
    }

    private float[] unit(double[] sum, Iterable<String> words) {
        double square = 0;
        for (double value : sum) square += value * value;
        float[] vector = new float[dimensions];
        if (square == 0) {
            // Opposite signs may cancel in theory; a text with words still has a direction.
            for (String word : words) vector[StableHash.bucket(StableHash.of(WORD, word), dimensions)] = 1;
            square = 0;
            for (float value : vector) square += value;
            for (int i = 0; i < dimensions && square > 0; i++) vector[i] = (float) (vector[i] / Math.sqrt(square));
            return vector;
        }
        double length = Math.sqrt(square);
        for (int i = 0; i < dimensions; i++) vector[i] = (float) (sum[i] / length);
        return vector;
    }

    private Features features(EnglishStemmer stemmer, String word) {
        int slot = StableHash.bucket(StableHash.of(0, word), CACHED_WORDS);
        Features cached = cache.get(slot);
        if (cached != null && cached.word().equals(word)) return cached;
        Features made = made(stemmer, word);
        cache.set(slot, made);
        return made;
    }

    private Features made(EnglishStemmer stemmer, String word) {
        String term = Terms.stem(stemmer, word);
        boolean function = StopWords.isFunction(word);
        long[] grams = function ? new long[0] : grams(word);
        int[] bucket = new int[2 + grams.length];
        float[] value = new float[bucket.length];
        // Two buckets a word: one collision then spoils half of it.
        float half = (float) Math.sqrt(0.5);
        set(bucket, value, 0, StableHash.of(WORD, term), half);
        set(bucket, value, 1, StableHash.of(WORD_AGAIN, term), half);
        float share = (float) (GRAM_SHARE / Math.sqrt(Math.max(1, grams.length)));
        for (int i = 0; i < grams.length; i++) set(bucket, value, 2 + i, grams[i], share);
        return new Features(word, term, statistics.weight(word, term), function, bucket, value);
    }

    private void set(int[] bucket, float[] value, int i, long hash, float amount) {
        bucket[i] = StableHash.bucket(hash, dimensions);
        value[i] = (hash & 1) == 0 ? amount : -amount;
    }

    /** The hashes of the 3- to 5-grams of {@code ^word$}. */
    private static long[] grams(String word) {
        String bounded = "^" + word + "$";
        int count = 0;
        for (int n = SHORTEST_GRAM; n <= LONGEST_GRAM; n++) count += Math.max(0, bounded.length() - n + 1);
        long[] hashes = new long[count];
        int at = 0;
        for (int from = 0; from + SHORTEST_GRAM <= bounded.length(); from++) {
            long hash = StableHash.start(GRAM);
            for (int i = from; i < Math.min(bounded.length(), from + LONGEST_GRAM); i++) {
                hash = StableHash.step(hash, bounded.charAt(i));
                if (i - from + 1 >= SHORTEST_GRAM) hashes[at++] = StableHash.end(hash);
            }
        }
        return hashes;
    }
}
