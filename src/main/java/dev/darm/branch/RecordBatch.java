package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.MerkleTree;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Signature;
import dev.darm.ledger.SigningKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of one author, of any of its branches, under one signature. Its bytes hold no hashes: a reader makes the tree. So
 * one who has the whole batch checks one signature and no proof.
 */
public final class RecordBatch implements Canonical {

    private static final int KIND = 0x72;
    private static final int VERSION = 1;

    private final List<BranchRecord> records;
    private final BatchSeal seal;
    private final MerkleTree tree;

    private RecordBatch(List<BranchRecord> records, BatchSeal seal, MerkleTree tree) {
        for (BranchRecord record : records)
            if (!record.author().equals(seal.author()))
                throw new IllegalArgumentException("the author of " + record + " is not the batch's " + seal.author());
        this.records = List.copyOf(records);
        this.seal = seal;
        this.tree = tree;
    }

    /** {@code records}: 1 to {@link BatchSeal#MAX_RECORDS}, all by the owner of {@code key}. */
    public static RecordBatch sign(List<BranchRecord> records, SigningKey key) {
        requireSize(records);
        MerkleTree tree = tree(records);
        return new RecordBatch(records, BatchSeal.sign(key, records.size(), tree.root()), tree);
    }

    public static RecordBatch read(ByteReader from) {
        from.expect("record batch", KIND, VERSION);
        PublicKey author = PublicKey.read(from);
        List<BranchRecord> records = from.list(BranchRecord::read);
        Signature signature = Signature.read(from);
        return from.valid(() -> {
            requireSize(records);
            MerkleTree tree = tree(records);
            return new RecordBatch(records, new BatchSeal(author, records.size(), tree.root(), signature), tree);
        });
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        seal.author().write(to);
        to.list(records);
        seal.signature().write(to);
    }

    public List<BranchRecord> records() {
        return records;
    }

    public BatchSeal seal() {
        return seal;
    }

    /** Each record with its proof, in their order. */
    public List<SignedRecord> signed() {
        List<SignedRecord> signed = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) signed.add(new SignedRecord(records.get(i), seal, i, tree));
        return signed;
    }

    /** Whether the author signed it. Its root was made from its records. */
    public boolean verifies() {
        return seal.verifies();
    }

    private static void requireSize(List<BranchRecord> records) {
        if (records.isEmpty() || records.size() > BatchSeal.MAX_RECORDS)
            throw new IllegalArgumentException(
                    "a batch has 1 to " + BatchSeal.MAX_RECORDS + " records, not " + records.size());
    }

    private static MerkleTree tree(List<BranchRecord> records) {
        List<Hash> leaves = new ArrayList<>(records.size());
        for (BranchRecord record : records) leaves.add(BatchSeal.leaf(record));
        return new MerkleTree(leaves);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordBatch batch && records.equals(batch.records) && seal.equals(batch.seal);
    }

    @Override
    public int hashCode() {
        return seal.hashCode();
    }

    @Override
    public String toString() {
        return "RecordBatch of " + records.size() + " by " + seal.author();
    }
}
