package dev.darm.ledger;

import dev.darm.codec.Hash;

/** A tree of {@link Merkle}, or as much of one as proves some of its leaves. */
public sealed interface ProofTree permits MerkleTree, PartialTree {

    Hash root();

    /**
     * The proof of leaf {@code index}, from 0: PATH(m, D[n]) of RFC 6962 §2.1.1.
     *
     * @throws IndexOutOfBoundsException when the tree has or proves no such leaf
     */
    InclusionProof prove(int index);
}
