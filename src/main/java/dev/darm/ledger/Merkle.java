package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Merkle trees of RFC 6962 §2.1 (the same in RFC 9162): a leaf is SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖
 * right), a tree of n leaves splits at the largest power of two below n, and the empty tree is SHA-256 of nothing.
 *
 * <p>The two prefixes keep a node from being passed off as a leaf. Trees here are given as lists of leaf hashes. Proofs
 * are made here and verify themselves: {@link InclusionProof}, {@link ConsistencyProof}.
 */
public final class Merkle {

    /** The root of the tree without leaves: SHA-256 of nothing. */
    public static final Hash EMPTY_ROOT =
            Hash.ofHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    private static final byte LEAF = 0x00;
    private static final byte NODE = 0x01;

    private Merkle() {}

    /** The hash of the leaf that holds {@code data}. */
    public static Hash leaf(byte[] data) {
        return Hash.of(new byte[] {LEAF}, data);
    }

    /** The hash of the leaf that holds the 32 bytes of {@code data}. */
    public static Hash leaf(Hash data) {
        return Hash.of(LEAF, data);
    }

    /** The hash of the node above {@code left} and {@code right}. */
    public static Hash node(Hash left, Hash right) {
        return Hash.of(NODE, left, right);
    }

    /** The root over {@code leaves}, which are leaf hashes in their order. */
    public static Hash root(List<Hash> leaves) {
        if (leaves.isEmpty()) return EMPTY_ROOT;

        List<Hash> level = leaves;
        while (level.size() > 1) level = above(level);
        return level.getFirst();
    }

    /** Pairing level by level, with an odd last one carried up, is the split at the largest power of two. */
    static List<Hash> above(List<Hash> level) {
        List<Hash> above = new ArrayList<>((level.size() + 1) / 2);
        for (int i = 0; i + 1 < level.size(); i += 2) above.add(node(level.get(i), level.get(i + 1)));
        if (level.size() % 2 == 1) above.add(level.getLast());
        return above;
    }

    /** The proof that leaf {@code index}, from 0, stands in the tree over {@code leaves}. */
    public static InclusionProof proveInclusion(int index, List<Hash> leaves) {
        Objects.checkIndex(index, leaves.size());
        return new MerkleTree(leaves).prove(index);
    }

    /** The proof that the tree over the first {@code size} of {@code leaves}, 1 or more, is the start of the whole one. */
    public static ConsistencyProof proveConsistency(int size, List<Hash> leaves) {
        if (size < 1 || size > leaves.size())
            throw new IllegalArgumentException("a size from 1 to " + leaves.size() + " is needed, not " + size);
        List<Hash> path = new ArrayList<>();
        collectSubproof(size, leaves, true, path);
        return new ConsistencyProof(size, leaves.size(), path);
    }

    /** SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2; {@code whole}: the verifier knows the root over these leaves' start. */
    private static void collectSubproof(int size, List<Hash> leaves, boolean whole, List<Hash> path) {
        if (size == leaves.size()) {
            if (!whole) path.add(root(leaves));
            return;
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        List<Hash> left = leaves.subList(0, split);
        List<Hash> right = leaves.subList(split, leaves.size());
        if (size <= split) {
            collectSubproof(size, left, whole, path);
            path.add(root(right));
        } else {
            collectSubproof(size - split, right, false, path);
            path.add(root(left));
        }
    }
}
