package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * Merkle trees of RFC 6962 §2.1 (the same in RFC 9162): a leaf is SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖
 * right), a tree of n leaves splits at the largest power of two below n, and the empty tree is SHA-256 of nothing.
 *
 * <p>The two prefixes keep a node from being passed off as a leaf. Trees here are given as lists of leaf hashes.
 */
public final class Merkle {

    /** The root of the tree without leaves. */
    public static final Hash EMPTY_ROOT = Hash.of(new byte[0]);

    private static final byte[] LEAF = {0x00};
    private static final byte[] NODE = {0x01};

    private Merkle() {}

    /** The hash of the leaf that holds {@code data}. */
    public static Hash leaf(byte[] data) {
        return Hash.of(LEAF, data);
    }

    /** The hash of the node above {@code left} and {@code right}. */
    public static Hash node(Hash left, Hash right) {
        return Hash.of(NODE, left.toBytes(), right.toBytes());
    }

    /** The root over {@code leaves}, which are leaf hashes in their order. */
    public static Hash root(List<Hash> leaves) {
        if (leaves.isEmpty()) return EMPTY_ROOT;

        // Pairing level by level, with an odd last one carried up, is the split at the largest power of two.
        List<Hash> level = leaves;
        while (level.size() > 1) {
            List<Hash> above = new ArrayList<>((level.size() + 1) / 2);
            for (int i = 0; i + 1 < level.size(); i += 2) above.add(node(level.get(i), level.get(i + 1)));
            if (level.size() % 2 == 1) above.add(level.getLast());
            level = above;
        }
        return level.getFirst();
    }
}
