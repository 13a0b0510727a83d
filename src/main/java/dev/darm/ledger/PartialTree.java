package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * As much of a Merkle tree as proves some of its leaves together: these, and of the rest the roots of the largest subtrees
 * that hold none of them. Neighbours share what their proofs have in common, so a run of leaves needs two hashes a level at
 * most, and all leaves need none.
 */
public final class PartialTree implements ProofTree {

    /** The known nodes of a level of {@code width}, in their order. */
    private record Level(int width, int[] places, Hash[] hashes) {
        Hash at(int place) {
            int found = Arrays.binarySearch(places, place);
            if (found < 0) throw new IndexOutOfBoundsException("nothing is known of node " + place);
            return hashes[found];
        }
    }

    private final int size;
    private final List<Level> levels = new ArrayList<>();
    private final Hash root;

    /**
     * @param size of the whole tree, 1 or more
     * @param places of the leaves, ascending, each once
     * @param leaves their hashes, as many
     * @param missing gives the hashes that do not follow from the leaves, level by level, upwards, and in each in the order of
     *     places
     */
    public PartialTree(int size, int[] places, Hash[] leaves, Supplier<Hash> missing) {
        requireAscending(size, places);
        this.size = size;
        int[] at = places;
        Hash[] hashes = leaves;
        int width = size;
        while (width > 1) {
            int[] known = new int[Math.min(width, 2 * at.length)];
            Hash[] values = new Hash[known.length];
            int count = 0;
            int[] above = new int[at.length];
            Hash[] parents = new Hash[at.length];
            int up = 0;
            for (int i = 0; i < at.length; up++) {
                int left = at[i] & ~1;
                above[up] = left / 2;
                Hash one = at[i] == left ? hashes[i++] : missing.get();
                known[count] = left;
                values[count++] = one;
                // the last of an odd level has no sibling and is carried up
                if (left + 1 == width) {
                    parents[up] = one;
                    continue;
                }
                Hash other = i < at.length && at[i] == left + 1 ? hashes[i++] : missing.get();
                known[count] = left + 1;
                values[count++] = other;
                parents[up] = Merkle.node(one, other);
            }
            levels.add(new Level(width, Arrays.copyOf(known, count), Arrays.copyOf(values, count)));
            at = Arrays.copyOf(above, up);
            hashes = Arrays.copyOf(parents, up);
            width = (width + 1) / 2;
        }
        root = hashes[0];
    }

    private static void requireAscending(int size, int[] places) {
        if (places.length == 0) throw new IllegalArgumentException("a tree proves one leaf at least");
        for (int i = 0; i < places.length; i++)
            if (places[i] < 0 || places[i] >= size || i > 0 && places[i] <= places[i - 1])
                throw new IllegalArgumentException(
                        "leaves in ascending order in a tree of " + size + " are needed, not " + places[i]);
    }

    /** What is asked of a node that does not follow from the leaves. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param level the leaves are level 0
         * @param number of the leaf, by its position in {@code places}, whose proof holds the node {@linkplain
         *     InclusionProof#beside beside} it on that level
         */
        void visit(int level, int number);
    }

    /** Names the nodes whose hashes do not follow from the leaves, in the order in which the constructor asks for them, each by one of the leaves whose proof holds it. */
    public static void forEachMissing(int size, int[] places, Visitor visitor) {
        requireAscending(size, places);
        int[] at = places;
        int[] beneath = IntStream.range(0, places.length).toArray();
        int width = size;
        for (int level = 0; width > 1; level++) {
            int[] above = new int[at.length];
            int[] first = new int[at.length];
            int up = 0;
            for (int i = 0; i < at.length; i++, up++) {
                above[up] = at[i] / 2;
                first[up] = beneath[i];
                boolean paired = i + 1 < at.length && at[i + 1] == (at[i] | 1);
                if (paired) i++;
                else if ((at[i] ^ 1) < width) visitor.visit(level, beneath[i]);
            }
            at = Arrays.copyOf(above, up);
            beneath = Arrays.copyOf(first, up);
            width = (width + 1) / 2;
        }
    }

    @Override
    public Hash root() {
        return root;
    }

    @Override
    public InclusionProof prove(int index) {
        if (index < 0 || index >= size) throw new IndexOutOfBoundsException("no leaf " + index + " of " + size);
        List<Hash> path = new ArrayList<>(levels.size());
        int place = index;
        for (Level level : levels) {
            if ((place ^ 1) < level.width()) path.add(level.at(place ^ 1));
            place /= 2;
        }
        return new InclusionProof(index, size, path);
    }
}
