package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.util.List;

/**
 * The proof that a Merkle tree only grew: that the tree over the first {@code oldSize} leaves is the start of the tree
 * over {@code newSize} (RFC 6962 §2.1.2).
 *
 * <p>An empty old tree is refused, also beside an empty new one: every tree is consistent with it, so that a "proof" would
 * tell nothing. RFC 9162 leaves this open; the transparency-dev verifier decides the same way.
 *
 * @param oldSize 1 to {@code newSize}
 * @param newSize the leaves of the grown tree
 * @param path at most {@link #MAX_HASHES}; empty when the sizes are equal
 */
public record ConsistencyProof(long oldSize, long newSize, List<Hash> path) {

    /** The path to a leaf and the one node that it starts from. */
    public static final int MAX_HASHES = InclusionProof.MAX_HASHES + 1;

    public ConsistencyProof {
        if (oldSize < 1) throw new IllegalArgumentException("the old tree must have leaves, not " + oldSize);
        if (newSize < oldSize)
            throw new IllegalArgumentException("a tree of " + oldSize + " cannot grow to " + newSize + " leaves");
        if (path.size() > MAX_HASHES)
            throw new IllegalArgumentException("a proof has at most " + MAX_HASHES + " hashes, not " + path.size());
        path = List.copyOf(path);
    }

    /** Whether the tree with {@code newRoot} is proven to extend the one with {@code oldRoot}. */
    public boolean proves(Hash oldRoot, Hash newRoot) {
        if (oldSize == newSize) return path.isEmpty() && oldRoot.equals(newRoot);

        // RFC 9162 §2.1.4.2: both roots are rebuilt from the largest node that ends with the old tree's last leaf.
        long place = oldSize - 1;
        long last = newSize - 1;
        while (place % 2 == 1) {
            place /= 2;
            last /= 2;
        }
        boolean startsFromOldRoot = place == 0;
        if (path.isEmpty() && !startsFromOldRoot) return false;
        Hash start = startsFromOldRoot ? oldRoot : path.getFirst();
        List<Hash> siblings = startsFromOldRoot ? path : path.subList(1, path.size());

        Hash oldHash = start;
        Hash newHash = start;
        for (Hash sibling : siblings) {
            if (last == 0) return false;
            if (place % 2 == 1 || place == last) {
                oldHash = Merkle.node(sibling, oldHash);
                newHash = Merkle.node(sibling, newHash);
                while (place % 2 == 0 && place > 0) {
                    place /= 2;
                    last /= 2;
                }
            } else {
                newHash = Merkle.node(newHash, sibling);
            }
            place /= 2;
            last /= 2;
        }
        return last == 0 && oldHash.equals(oldRoot) && newHash.equals(newRoot);
    }
}
