package dev.darm.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Vectors by key, searched by looking at every one of them: exact, cheap to change, and up to some ten thousand entries
 * faster than any index. Cosine is the measure; vectors need not have length 1.
 *
 * <p>Vectors lie in blocks of {@value #BLOCK} rows, and within a block by dimension, so that a scan adds one coordinate
 * times a column to a row of scores: the JIT vectorises that, which it may not do for the sum of a dot product, and the
 * zero coordinates of a query (most of them, for a short text under a lexical encoder) cost nothing. Each score adds up in
 * the order of the dimensions, so equal vectors score equal bit for bit, wherever they lie.
 *
 * <p>One writer, and no reader beside it: not safe for threads.
 */
public final class ExactScan<K extends Comparable<? super K>> {

    private static final int BLOCK = 256;

    /** A key that was found, with the cosine of its vector, −1 to 1. */
    public record Match<K>(K key, float cosine) {}

    private final int dimensions;
    private final List<float[]> blocks = new ArrayList<>();
    private final List<K> keys = new ArrayList<>();
    private final Map<K, Integer> rows = new HashMap<>();
    private float[] inverseLengths = new float[BLOCK];

    /** An empty index for vectors of {@code dimensions}, at least 1. */
    public ExactScan(int dimensions) {
        if (dimensions < 1) throw new IllegalArgumentException("an index has at least 1 dimension, not " + dimensions);
        this.dimensions = dimensions;
    }

    public int size() {
        return keys.size();
    }

    public int dimensions() {
        return dimensions;
    }

    public boolean contains(K key) {
        return rows.containsKey(key);
    }

    /** Adds {@code key}, or replaces its vector. A zero vector is kept and has cosine 0 to everything. */
    public void put(K key, float[] vector) {
        check(vector);
        Integer known = rows.get(key);
        int row = known == null ? append(key) : known;
        write(row, vector);
    }

    /** Takes {@code key} out; false when it was not there. */
    public boolean remove(K key) {
        Integer row = rows.remove(key);
        if (row == null) return false;
        int last = keys.size() - 1;
        K moved = keys.removeLast();
        if (row != last) {
            write(row, read(last));
            keys.set(row, moved);
            rows.put(moved, row);
        }
        if (last % BLOCK == 0) blocks.removeLast();
        return true;
    }

    /** The vector of {@code key} as it was put. */
    public Optional<float[]> vector(K key) {
        Integer row = rows.get(key);
        return row == null ? Optional.empty() : Optional.of(read(row));
    }

    /**
     * The {@code k} nearest keys whose cosine to {@code query} is at least {@code threshold}, nearest first; of equal
     * cosines the smaller key comes first. For a zero query every cosine is 0.
     */
    public List<Match<K>> top(float[] query, int k, double threshold) {
        check(query);
        if (k < 1) return List.of();
        Comparator<Match<K>> worstFirst = worstFirst();
        PriorityQueue<Match<K>> best = new PriorityQueue<>(worstFirst);
        int[] used = nonZero(query);
        float inverse = inverseLength(query);
        float[] scores = new float[BLOCK];
        for (int b = 0; b < blocks.size(); b++) {
            int base = b * BLOCK;
            score(blocks.get(b), query, used, scores);
            int filled = Math.min(BLOCK, keys.size() - base);
            for (int i = 0; i < filled; i++) {
                float cosine = clamp(scores[i] * inverseLengths[base + i] * inverse);
                if (cosine < threshold) continue;
                if (best.size() == k && cosine < best.element().cosine()) continue;
                best.add(new Match<>(keys.get(base + i), cosine));
                if (best.size() > k) best.remove();
            }
        }
        List<Match<K>> found = new ArrayList<>(best);
        found.sort(worstFirst.reversed());
        return List.copyOf(found);
    }

    /** The cosine of two vectors of one dimension, 0 when either is zero. */
    public static float cosine(float[] left, float[] right) {
        if (left.length != right.length)
            throw new IllegalArgumentException("vectors of " + left.length + " and " + right.length + " dimensions");
        double sum = 0;
        for (int i = 0; i < left.length; i++) sum += (double) left[i] * right[i];
        return clamp((float) (sum * inverseLength(left) * inverseLength(right)));
    }

    /** Four columns at a time, so that the scores are loaded and stored a quarter as often. */
    private static void score(float[] block, float[] query, int[] used, float[] scores) {
        Arrays.fill(scores, 0);
        int u = 0;
        for (; u + 4 <= used.length; u += 4) {
            addColumns(block, scores, query, used[u], used[u + 1], used[u + 2], used[u + 3]);
        }
        for (; u < used.length; u++) {
            float q = query[used[u]];
            int column = used[u] * BLOCK;
            for (int i = 0; i < BLOCK; i++) scores[i] += q * block[column + i];
        }
    }

    private static void addColumns(float[] block, float[] scores, float[] query, int d0, int d1, int d2, int d3) {
        float q0 = query[d0];
        float q1 = query[d1];
        float q2 = query[d2];
        float q3 = query[d3];
        int c0 = d0 * BLOCK;
        int c1 = d1 * BLOCK;
        int c2 = d2 * BLOCK;
        int c3 = d3 * BLOCK;
        for (int i = 0; i < BLOCK; i++) {
            scores[i] = scores[i] + q0 * block[c0 + i] + q1 * block[c1 + i] + q2 * block[c2 + i] + q3 * block[c3 + i];
        }
    }

    private static int[] nonZero(float[] query) {
        int count = 0;
        for (float value : query) if (value != 0) count++;
        int[] used = new int[count];
        int at = 0;
        for (int d = 0; d < query.length; d++) if (query[d] != 0) used[at++] = d;
        return used;
    }

    private int append(K key) {
        int row = keys.size();
        if (row % BLOCK == 0) {
            blocks.add(new float[BLOCK * dimensions]);
            inverseLengths = Arrays.copyOf(inverseLengths, Math.max(inverseLengths.length, row + BLOCK));
        }
        keys.add(key);
        rows.put(key, row);
        return row;
    }

    private void write(int row, float[] vector) {
        float[] block = blocks.get(row / BLOCK);
        for (int d = 0; d < dimensions; d++) block[d * BLOCK + row % BLOCK] = vector[d];
        inverseLengths[row] = inverseLength(vector);
    }

    private float[] read(int row) {
        float[] block = blocks.get(row / BLOCK);
        float[] vector = new float[dimensions];
        for (int d = 0; d < dimensions; d++) vector[d] = block[d * BLOCK + row % BLOCK];
        return vector;
    }

    private static float inverseLength(float[] vector) {
        double square = 0;
        for (float value : vector) square += (double) value * value;
        return square == 0 ? 0 : (float) (1 / Math.sqrt(square));
    }

    private static float clamp(float cosine) {
        // + 0: a negative zero would not tie with zero.
        return Math.max(-1, Math.min(1, cosine)) + 0f;
    }

    private void check(float[] vector) {
        if (vector.length != dimensions)
            throw new IllegalArgumentException("expected " + dimensions + " dimensions, found " + vector.length);
        for (float value : vector) {
            if (!Float.isFinite(value))
                throw new IllegalArgumentException("a vector has finite coordinates, not " + value);
        }
    }

    private static <K extends Comparable<? super K>> Comparator<Match<K>> worstFirst() {
        return (left, right) -> {
            int byCosine = Float.compare(left.cosine(), right.cosine());
            return byCosine != 0 ? byCosine : right.key().compareTo(left.key());
        };
    }
}
