package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.InclusionProof;
import java.util.ArrayList;
import java.util.List;

/** A record with what verifies it alone: its place in a batch of its author, and the signature of that batch. */
public record SignedRecord(BranchRecord record, BatchSeal seal, InclusionProof proof) implements Canonical {

    private static final int KIND = 0x71;
    private static final int VERSION = 1;

    public SignedRecord {
        if (!record.author().equals(seal.author()))
            throw new IllegalArgumentException("the record's author " + record.author() + " is not the batch's");
        if (proof.size() != seal.size())
            throw new IllegalArgumentException("a proof for " + proof.size() + " records in a batch of " + seal.size());
        if (proof.path().size() != InclusionProof.pathLength(proof.index(), proof.size()))
            throw new IllegalArgumentException("a proof of " + proof.path().size() + " hashes for record "
                    + proof.index() + " of " + proof.size());
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
        to.i32((int) proof.index());
        for (Hash hash : proof.path()) to.hash(hash);
    }

    public Hash id() {
        return record.id();
    }

    /** Whether the author signed a batch in which the record stands. {@link Verifier} does it once a batch. */
    public boolean verifies() {
        return isInBatch() && seal.verifies();
    }

    boolean isInBatch() {
        return proof.proves(BatchSeal.leaf(record), seal.root());
    }

    /** How many bytes {@link #bytes} has, nearly. */
    int size() {
        return record.size() + 144 + Hash.LENGTH * proof.path().size();
    }
}
