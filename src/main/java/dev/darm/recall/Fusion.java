package dev.darm.recall;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): a key's score is the sum over the rankings of
 * 1 / (k + rank), rank from 1; a ranking that lacks the key adds nothing. Scores of different kinds never meet, only ranks.
 */
public final class Fusion {

    /** The paper's constant. */
    public static final int K = 60;

    private Fusion() {}

    /** A key and its fused score, above 0 and at most (number of rankings) / (k + 1). */
    public record Fused<T>(T key, double score) {}

    /**
     * Fuses the rankings (best first, each key at most once in one). The result is best first; keys of equal score stand
     * in their own order, so that the result depends on the rankings alone.
     */
    public static <T extends Comparable<? super T>> List<Fused<T>> of(List<List<T>> rankings) {
        Map<T, Double> scores = new TreeMap<>();
        for (List<T> ranking : rankings) {
            for (int i = 0; i < ranking.size(); i++) scores.merge(ranking.get(i), 1.0 / (K + i + 1), Double::sum);
        }
        List<Fused<T>> fused = new ArrayList<>(scores.size());
        scores.forEach((key, score) -> fused.add(new Fused<>(key, score)));
        fused.sort(Comparator.comparingDouble((Fused<T> one) -> one.score()).reversed());
        return fused;
    }
}
