package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.Hash;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.LedgerProof;
import java.util.Optional;

/**
 * A proof as it is handed on, of either kind: that a payload stands in the chain, or that a record of a branch is anchored in it.
 * Its first byte says which.
 *
 * @param branch empty when it is of a payload
 * @param ledger of the payload, or of the record's anchor
 */
public record AnyProof(Optional<BranchProof> branch, LedgerProof ledger) {

    public static AnyProof read(ByteReader from) {
        if (from.peek() != BranchProof.KIND) return new AnyProof(Optional.empty(), LedgerProof.read(from));
        BranchProof branch = BranchProof.read(from);
        return new AnyProof(Optional.of(branch), branch.ledger());
    }

    /** Why it proves nothing to who has the genesis; empty when it holds. */
    public Optional<String> refusal(Genesis genesis) {
        return branch.map(proof -> proof.refusal(genesis)).orElseGet(() -> ledger.refusal(genesis));
    }

    /** Why it proves nothing to who trusts the block whose header has this hash; empty when it holds. */
    public Optional<String> refusal(Hash trusted) {
        return branch.map(proof -> proof.refusal(trusted)).orElseGet(() -> ledger.refusal(trusted));
    }
}
