package dev.darm.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExactScanTest {

    private static final int DIMENSIONS = 24;

    private static float[] vector(Random random) {
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) vector[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
        return vector;
    }

    private static double cosine(float[] left, float[] right) {
        double dot = 0;
        double leftSquare = 0;
        double rightSquare = 0;
        for (int i = 0; i < left.length; i++) {
            dot += (double) left[i] * right[i];
            leftSquare += (double) left[i] * left[i];
            rightSquare += (double) right[i] * right[i];
        }
        return leftSquare == 0 || rightSquare == 0 ? 0 : dot / Math.sqrt(leftSquare * rightSquare);
    }

    @Property(tries = 60)
    void itFindsWhatANaiveSearchFinds(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int k) {
        Random random = new Random(seed);
        ExactScan<Integer> scan = new ExactScan<>(DIMENSIONS);
        Map<Integer, float[]> naive = new TreeMap<>();
        for (int step = 0; step < 1500; step++) {
            int key = random.nextInt(700);
            if (random.nextInt(4) == 0) {
                assertThat(scan.remove(key)).isEqualTo(naive.remove(key) != null);
            } else {
                float[] vector = vector(random);
                scan.put(key, vector);
                naive.put(key, vector);
            }
        }
        float[] query = vector(random);

        List<ExactScan.Match<Integer>> found = scan.top(query, k, 0.2);

        assertThat(scan.size()).isEqualTo(naive.size());
        List<Double> expected = naive.values().stream()
                .map(vector -> cosine(query, vector))
                .filter(cosine -> cosine >= 0.2)
                .sorted(Comparator.reverseOrder())
                .limit(k)
                .toList();
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            ExactScan.Match<Integer> match = found.get(i);
            assertThat((double) match.cosine()).isCloseTo(expected.get(i), within(1e-5));
            assertThat((double) match.cosine())
                    .isCloseTo(cosine(query, Objects.requireNonNull(naive.get(match.key()))), within(1e-5));
        }
        naive.forEach((key, vector) -> assertThat(scan.vector(key)).hasValue(vector));
    }

    @Test
    void equalVectorsComeInTheOrderOfTheirKeys() {
        Random random = new Random(1);
        float[] vector = vector(random);
        ExactScan<String> scan = new ExactScan<>(DIMENSIONS);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            keys.add("key-" + (i * 7919 % 600));
            scan.put(keys.getLast(), vector.clone());
        }

        List<String> found =
                scan.top(vector, 5, 0.9).stream().map(ExactScan.Match::key).toList();

        assertThat(found).isEqualTo(keys.stream().sorted().limit(5).toList());
    }

    @Test
    void zeroVectorsHaveCosineZero() {
        ExactScan<Integer> scan = new ExactScan<>(2);
        scan.put(1, new float[] {0, 0});
        scan.put(2, new float[] {-1, 0});

        assertThat(scan.top(new float[] {1, 0}, 9, -1))
                .containsExactly(new ExactScan.Match<>(1, 0), new ExactScan.Match<>(2, -1));
        assertThat(scan.top(new float[] {0, 0}, 9, 0))
                .containsExactly(new ExactScan.Match<>(1, 0), new ExactScan.Match<>(2, 0));
    }

    @Test
    void lengthsDoNotMatter() {
        ExactScan<Integer> scan = new ExactScan<>(2);
        scan.put(1, new float[] {300, 400});

        assertThat(scan.top(new float[] {0.03f, 0.04f}, 1, 0.999))
                .singleElement()
                .satisfies(match -> assertThat(match.cosine()).isCloseTo(1, within(1e-6f)));
        assertThat(ExactScan.cosine(new float[] {300, 400}, new float[] {3, 4})).isCloseTo(1, within(1e-6f));
    }

    @Test
    void aVectorOfAnotherDimensionOrWithANanIsRefused() {
        ExactScan<Integer> scan = new ExactScan<>(2);

        assertThatThrownBy(() -> scan.put(1, new float[3])).hasMessage("expected 2 dimensions, found 3");
        assertThatThrownBy(() -> scan.put(1, new float[] {Float.NaN, 0})).hasMessageContaining("finite");
        assertThat(scan.size()).isZero();
    }
}
