package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.InclusionProof;
import dev.darm.ledger.ProofTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record with what verifies it alone: its place in a batch of its author, and the signature of that batch. Those that were
 * made or read together share what there is of the batch's tree; one that was read alone has its proof.
 */
public final class SignedRecord implements Canonical {

    private static final int KIND = 0x71;
    private static final int VERSION = 1;

    private final BranchRecord record;
    private final BatchSeal seal;
    private final int index;
    private final @Nullable ProofTree tree;
    private final @Nullable InclusionProof proof;

    /** What {@link #isInBatch} found. */
    private @Nullable Boolean inBatch;

    public SignedRecord(BranchRecord record, BatchSeal seal, InclusionProof proof) {
        if (!record.author().equals(seal.author()))
            throw new IllegalArgumentException("the record's author " + record.author() + " is not the batch's");
        if (proof.size() != seal.size())
            throw new IllegalArgumentException("a proof for " + proof.size() + " records in a batch of " + seal.size());
        if (proof.path().size() != InclusionProof.pathLength(proof.index(), proof.size()))
            throw new IllegalArgumentException("a proof of " + proof.path().size() + " hashes for record "
                    + proof.index() + " of " + proof.size());
        this(record, seal, (int) proof.index(), null, proof);
    }

    /** Record {@code index} of the batch with this seal; {@code tree} was made from the record, among others. */
    SignedRecord(BranchRecord record, BatchSeal seal, int index, ProofTree tree) {
        this(record, seal, index, tree, null);
        inBatch = tree.root().equals(seal.root());
    }

    private SignedRecord(
            BranchRecord record, BatchSeal seal, int index, @Nullable ProofTree tree, @Nullable InclusionProof proof) {
        this.record = record;
        this.seal = seal;
        this.index = index;
        this.tree = tree;
        this.proof = proof;
    }

    public static SignedRecord read(ByteReader from) {
        from.expect("signed record", KIND, VERSION);
        BranchRecord record = BranchRecord.read(from);
        BatchSeal seal = BatchSeal.read(from);
        int index = from.i32();
        if (index < 0 || index >= seal.size())
            throw from.malformed("record " + index + " of a batch of " + seal.size());
        int length = InclusionProof.pathLength(index, seal.size());
        List<Hash> path = new ArrayList<>(length);
        for (int i = 0; i < length; i++) path.add(from.hash());
        return from.valid(() -> new SignedRecord(record, seal, new InclusionProof(index, seal.size(), path)));
    }

    /** The path's length follows from the place, so it is not written. */
    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        record.write(to);
        seal.write(to);
        to.i32(index);
        for (Hash hash : proof().path()) to.hash(hash);
    }

    public BranchRecord record() {
        return record;
    }

    public BatchSeal seal() {
        return seal;
    }

    public InclusionProof proof() {
        if (proof != null) return proof;
        if (tree == null) throw new IllegalStateException("neither proof nor tree");
        return tree.prove(index);
    }

    /** The same with its proof and nothing else of the batch's tree: for what stays when the rest of the batch has gone. */
    SignedRecord alone() {
        if (proof != null) return this;
        SignedRecord alone = new SignedRecord(record, seal, proof());
        alone.inBatch = inBatch;
        return alone;
    }

    /** Its place in the batch, from 0. */
    public int index() {
        return index;
    }

    public Hash id() {
        return record.id();
    }

    /** Whether the author signed a batch in which the record stands. {@link Verifier} does it once a batch. */
    public boolean verifies() {
        return isInBatch() && seal.verifies();
    }

    boolean isInBatch() {
        Boolean known = inBatch;
        boolean right = known != null ? known : proof().proves(BatchSeal.leaf(record), seal.root());
        inBatch = right;
        return right;
    }

    /** How many bytes {@link #bytes} has, nearly. */
    int size() {
        return record.size() + 144 + Hash.LENGTH * InclusionProof.pathLength(index, seal.size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedRecord signed
                && record.equals(signed.record)
                && seal.equals(signed.seal)
                && proof().equals(signed.proof());
    }

    @Override
    public int hashCode() {
        return record.hashCode();
    }

    @Override
    public String toString() {
        return "signed " + record;
    }
}
