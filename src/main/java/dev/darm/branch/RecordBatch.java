package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.InclusionProof;
import dev.darm.ledger.Merkle;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Signature;
import dev.darm.ledger.SigningKey;
import java.util.ArrayList;
import java.util.List;

/** Records of one author, of any of its branches, under one signature. Its bytes hold no hashes: a reader makes the tree. */
public record RecordBatch(List<BranchRecord> records, BatchSeal seal) implements Canonical {

    private static final int KIND = 0x72;
    private static final int VERSION = 1;

    public RecordBatch {
        records = List.copyOf(records);
        if (records.size() != seal.size())
            throw new IllegalArgumentException(records.size() + " records under a seal of " + seal.size());
        for (BranchRecord record : records)
            if (!record.author().equals(seal.author()))
                throw new IllegalArgumentException("the author of " + record + " is not the batch's " + seal.author());
    }

    /** {@code records}: 1 to {@link BatchSeal#MAX_RECORDS}, all by the owner of {@code key}. */
    public static RecordBatch sign(List<BranchRecord> records, SigningKey key) {
        return new RecordBatch(records, BatchSeal.sign(key, records.size(), Merkle.root(leaves(records))));
    }

    public static RecordBatch read(ByteReader from) {
        from.expect("record batch", KIND, VERSION);
        PublicKey author = PublicKey.read(from);
        List<BranchRecord> records = from.list(BranchRecord::read);
        Signature signature = Signature.read(from);
        return from.valid(() -> new RecordBatch(
                records, new BatchSeal(author, records.size(), Merkle.root(leaves(records)), signature)));
    }

    /** The root is not written: it follows from the records. So a batch made with another root does not read as equal. */
    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        seal.author().write(to);
        to.list(records);
        seal.signature().write(to);
    }

    /** Each record with its proof, in their order. */
    public List<SignedRecord> signed() {
        List<InclusionProof> proofs = Merkle.proveEach(leaves(records));
        List<SignedRecord> signed = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) signed.add(new SignedRecord(records.get(i), seal, proofs.get(i)));
        return signed;
    }

    public boolean verifies() {
        return seal.root().equals(Merkle.root(leaves(records))) && seal.verifies();
    }

    private static List<Hash> leaves(List<BranchRecord> records) {
        return records.stream().map(BatchSeal::leaf).toList();
    }
}
