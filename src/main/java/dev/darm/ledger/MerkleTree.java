package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A tree of {@link Merkle} that keeps its nodes, for many proofs: each node is hashed once. */
public final class MerkleTree implements ProofTree {

    /** From the leaves up to the level of the root. */
    private final List<List<Hash>> levels = new ArrayList<>();

    /** The tree over {@code leaves}, which are leaf hashes in their order, at least one. */
    public MerkleTree(List<Hash> leaves) {
        if (leaves.isEmpty()) throw new IllegalArgumentException("a tree to prove from has at least one leaf");
        List<Hash> level = List.copyOf(leaves);
        levels.add(level);
        while (level.size() > 1) {
            level = Merkle.above(level);
            levels.add(level);
        }
    }

    @Override
    public Hash root() {
        return levels.getLast().getFirst();
    }

    @Override
    public InclusionProof prove(int index) {
        int size = levels.getFirst().size();
        Objects.checkIndex(index, size);
        List<Hash> path = new ArrayList<>(levels.size());
        int place = index;
        for (List<Hash> level : levels) {
            // the last of an odd level has no sibling and is carried up
            if ((place ^ 1) < level.size()) path.add(level.get(place ^ 1));
            place /= 2;
        }
        return new InclusionProof(index, size, path);
    }
}
