package dev.darm.encoding;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;

/**
 * How common each term is in what was read so far, as a versioned artefact: two vectors compare only when they were made
 * with the same version. Document frequencies are held in a count-min sketch of {@value #ROWS} rows (Cormode and
 * Muthukrishnan 2005), so the artefact is {@value #MAX_BYTES} bytes at most whatever the vocabulary; a collision makes a
 * rare term look a little less rare, never more.
 *
 * <p>Version 0, {@link #PRIOR}, has read nothing: function words are nearly weightless, all other terms weigh the same.
 * The prior counts as {@value #PRIOR_TEXTS} texts in every later version.
 */
public final class CorpusStatistics implements Canonical {

    /** The built-in statistics, version 0. */
    public static final CorpusStatistics PRIOR = new CorpusStatistics(0, 0, new int[0]);

    /** The most canonical bytes: the sketch and what is before it. */
    public static final int MAX_BYTES = 14 + 4 * 2 * 8192;

    private static final int KIND = 0x60;
    private static final int FORMAT = 1;
    private static final int ROWS = 2;
    private static final int WIDTH = 8192;
    private static final int PRIOR_TEXTS = 64;
    private static final double FUNCTION_WEIGHT = 0.04;
    private static final double GENERIC_WEIGHT = 0.3;
    private static final double LEAST_WEIGHT = 0.02;

    private final int version;
    private final int texts;
    private final int[] counts;

    private CorpusStatistics(int version, int texts, int[] counts) {
        this.version = version;
        this.texts = texts;
        this.counts = counts;
    }

    public static CorpusStatistics read(ByteReader from) {
        from.expect("corpus statistics", KIND, FORMAT);
        int version = from.i32();
        int texts = from.i32();
        if (version < 0 || texts < 0) throw from.malformed("negative version or number of texts");
        int length = from.i32();
        if (length != (texts == 0 ? 0 : ROWS * WIDTH)) throw from.malformed("a sketch of " + length + " counts");
        int[] counts = new int[length];
        for (int i = 0; i < length; i++) {
            counts[i] = from.i32();
            if (counts[i] < 0) throw from.malformed("a negative count");
        }
        return new CorpusStatistics(version, texts, counts);
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(FORMAT).i32(version).i32(texts).i32(counts.length);
        for (int count : counts) to.i32(count);
    }

    /** From 0; part of the encoder's version. */
    public int version() {
        return version;
    }

    /** How many texts were read. */
    public int texts() {
        return texts;
    }

    /**
     * Statistics of {@code texts}, in whatever order they come. A version is learned from all texts anew and not from the
     * version before, so that what was forgotten since then has left it.
     *
     * @param version from 1
     */
    public static CorpusStatistics learned(int version, Collection<String> texts) {
        if (version < 1) throw new IllegalArgumentException("what is learned has a version from 1, not " + version);
        if (texts.isEmpty()) return new CorpusStatistics(version, 0, new int[0]);
        int[] counts = new int[ROWS * WIDTH];
        for (String text : texts) {
            for (String term : new LinkedHashSet<>(Terms.of(text))) {
                for (int row = 0; row < ROWS; row++) counts[cell(row, term)]++;
            }
        }
        return new CorpusStatistics(version, texts.size(), counts);
    }

    /** In how many texts {@code term} (as {@link Terms} gives it) was seen; never too low, seldom too high. */
    public int frequency(String term) {
        if (counts.length == 0) return 0;
        int least = Integer.MAX_VALUE;
        for (int row = 0; row < ROWS; row++) least = Math.min(least, counts[cell(row, term)]);
        return least;
    }

    /**
     * What a term weighs, above 0 and at most 1: the inverse document frequency ln((n + 1) / (f + 0.5)) as a share of that
     * of a term never seen, averaged with the prior weight 1 by the number of texts. Function words weigh
     * {@value #FUNCTION_WEIGHT} always, the verbs of questions {@value #GENERIC_WEIGHT} at most.
     *
     * @param word the term before stemming
     * @param term the term as {@link Terms} gives it
     */
    double weight(String word, String term) {
        if (StopWords.isFunction(word)) return FUNCTION_WEIGHT;
        double prior = StopWords.isGeneric(word) ? GENERIC_WEIGHT : 1;
        if (texts == 0) return prior;
        // StrictMath: Math.log may differ in the last bit from one JVM to the next.
        double rarest = StrictMath.log((texts + 1) / 0.5);
        double rarity = StrictMath.log((texts + 1) / (frequency(term) + 0.5)) / rarest;
        double learned = Math.max(LEAST_WEIGHT, Math.min(1, rarity));
        return prior * (PRIOR_TEXTS + texts * learned) / (PRIOR_TEXTS + texts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CorpusStatistics that
                && version == that.version
                && texts == that.texts
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * version + texts) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "corpus statistics " + version + " of " + texts + " texts";
    }

    private static int cell(int row, String term) {
        return row * WIDTH + StableHash.bucket(StableHash.of(100 + row, term), WIDTH);
    }
}
