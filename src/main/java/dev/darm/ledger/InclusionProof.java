package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.util.List;
import java.util.Optional;

/**
 * The proof that a leaf stands at a place of a Merkle tree (RFC 6962 §2.1.1): the sibling hashes from the leaf up to the
 * root. One of a million leaves needs 20 hashes, 640 bytes (seed 000 §8.2).
 *
 * @param index the leaf's place, 0 to {@code size} − 1
 * @param size the number of leaves, 1 or more
 * @param path at most {@link #MAX_HASHES}, from the leaf's sibling upward
 */
public record InclusionProof(long index, long size, List<Hash> path) {

    /** No tree whose size is a positive {@code long} has a longer path. */
    public static final int MAX_HASHES = 63;

    public InclusionProof {
        if (size < 1) throw new IllegalArgumentException("the tree of an inclusion proof has leaves, not " + size);
        if (index < 0 || index >= size)
            throw new IllegalArgumentException("leaf " + index + " is outside a tree of " + size);
        if (path.size() > MAX_HASHES)
            throw new IllegalArgumentException("a path has at most " + MAX_HASHES + " hashes, not " + path.size());
        path = List.copyOf(path);
    }

    /** The number of hashes in the path of leaf {@code index} of {@code size}. */
    public static int pathLength(long index, long size) {
        // Below the highest bit in which the leaf and the last leaf differ every level has a sibling; above it the leaf
        // runs along the right border, where only the levels that branch to the left have one.
        int inner = 64 - Long.numberOfLeadingZeros(index ^ size - 1);
        return inner + Long.bitCount(index >>> inner);
    }

    /**
     * The sibling of what is above the leaf on {@code level}, 0 being the leaf's own.
     *
     * @throws IndexOutOfBoundsException when there is none
     */
    public Hash beside(int level) {
        int at = 0;
        long place = index;
        long width = size;
        for (int below = 0; below < level; below++) {
            if ((place ^ 1) < width) at++;
            place /= 2;
            width = (width + 1) / 2;
        }
        if ((place ^ 1) >= width) throw new IndexOutOfBoundsException("nothing is beside it on level " + level);
        return path.get(at);
    }

    /** Whether the leaf with hash {@code leaf} is proven to stand under {@code root}. */
    public boolean proves(Hash leaf, Hash root) {
        return rootOver(leaf).equals(Optional.of(root));
    }

    /** The root under which the leaf with hash {@code leaf} is proven to stand; empty when the path has a wrong length. */
    public Optional<Hash> rootOver(Hash leaf) {
        if (path.size() != pathLength(index, size)) return Optional.empty();

        // RFC 9162 §2.1.3.2: the leaf's place and the last leaf's, level by level.
        long place = index;
        long last = size - 1;
        Hash hash = leaf;
        for (Hash sibling : path) {
            if (place % 2 == 1 || place == last) {
                hash = Merkle.node(sibling, hash);
                while (place % 2 == 0 && place > 0) {
                    place /= 2;
                    last /= 2;
                }
            } else {
                hash = Merkle.node(hash, sibling);
            }
            place /= 2;
            last /= 2;
        }
        return last == 0 ? Optional.of(hash) : Optional.empty();
    }
}
