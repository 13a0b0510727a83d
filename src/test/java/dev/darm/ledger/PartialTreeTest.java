package dev.darm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PartialTreeTest {

    private static List<Hash> leaves(int size) {
        return IntStream.range(0, size).mapToObj(i -> Hash.of("leaf " + i)).toList();
    }

    private static int[] some(int size, long seed) {
        Random random = new Random(seed);
        int odds = 1 + random.nextInt(6);
        int[] places =
                IntStream.range(0, size).filter(i -> random.nextInt(odds) == 0).toArray();
        return places.length == 0 ? new int[] {random.nextInt(size)} : places;
    }

    /** The hashes that do not follow from the leaves at {@code places}, taken from the proofs of these. */
    private static List<Hash> missing(List<Hash> leaves, int[] places) {
        List<Hash> missing = new ArrayList<>();
        PartialTree.forEachMissing(
                leaves.size(),
                places,
                (level, number) -> missing.add(
                        Merkle.proveInclusion(places[number], leaves).beside(level)));
        return missing;
    }

    private static PartialTree tree(int size, int[] places, List<Hash> leaves, List<Hash> missing) {
        Iterator<Hash> rest = missing.iterator();
        Hash[] known = IntStream.of(places).mapToObj(leaves::get).toArray(Hash[]::new);
        PartialTree tree = new PartialTree(size, places, known, rest::next);
        assertThat(rest).isExhausted();
        return tree;
    }

    @Property(tries = 300)
    void aPartProvesItsLeavesAsTheWholeDoes(@ForAll @IntRange(min = 1, max = 70) int size, @ForAll long seed) {
        List<Hash> leaves = leaves(size);
        int[] places = some(size, seed);

        PartialTree tree = tree(size, places, leaves, missing(leaves, places));

        assertThat(tree.root()).isEqualTo(Merkle.root(leaves));
        for (int place : places) assertThat(tree.prove(place)).isEqualTo(Merkle.proveInclusion(place, leaves));
    }

    @Property(tries = 100)
    void anotherLeafOrHashIsAnotherRoot(@ForAll @IntRange(min = 2, max = 40) int size, @ForAll long seed) {
        List<Hash> leaves = leaves(size);
        int[] places = some(size, seed);
        List<Hash> missing = missing(leaves, places);
        Random random = new Random(seed);

        List<Hash> others = new ArrayList<>(leaves);
        others.set(places[random.nextInt(places.length)], Hash.of("another"));
        assertThat(tree(size, places, others, missing).root()).isNotEqualTo(Merkle.root(leaves));
        if (missing.isEmpty()) return;
        List<Hash> altered = new ArrayList<>(missing);
        altered.set(random.nextInt(missing.size()), Hash.of("another"));
        assertThat(tree(size, places, leaves, altered).root()).isNotEqualTo(Merkle.root(leaves));
    }

    @Test
    void allLeavesNeedNothingElseAndARunTwoHashesALevel() {
        List<Hash> leaves = leaves(1_024);

        assertThat(missing(leaves, IntStream.range(0, 1_024).toArray())).isEmpty();
        assertThat(missing(leaves, IntStream.range(256, 512).toArray())).hasSize(2);
        assertThat(missing(leaves, IntStream.range(301, 557).toArray())).hasSizeBetween(3, 18);
        assertThat(missing(leaves, new int[] {77})).hasSize(10);
    }

    @Test
    void placesOutsideOrTwiceAreRefused() {
        Hash[] two = {Hash.ZERO, Hash.ZERO};
        assertThatThrownBy(() -> new PartialTree(4, new int[] {1, 1}, two, () -> Hash.ZERO))
                .hasMessage("leaves in ascending order in a tree of 4 are needed, not 1");
        assertThatThrownBy(() -> new PartialTree(4, new int[] {1, 4}, two, () -> Hash.ZERO))
                .hasMessageContaining("not 4");
        assertThatThrownBy(() -> PartialTree.forEachMissing(4, new int[0], (level, number) -> {}))
                .hasMessageContaining("one leaf at least");
        PartialTree tree = new PartialTree(4, new int[] {0, 1}, two, () -> Hash.ZERO);
        assertThatThrownBy(() -> tree.prove(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tree.prove(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new InclusionProof(2, 3, List.of(Hash.ZERO)).beside(0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
