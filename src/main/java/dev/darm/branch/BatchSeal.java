package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.Merkle;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Signature;
import dev.darm.ledger.SigningKey;

/**
 * An author's signature over a batch: over the RFC 6962 root whose leaves hold the ids of its records.
 *
 * @param size the number of records, 1 to {@link #MAX_RECORDS}
 */
public record BatchSeal(PublicKey author, int size, Hash root, Signature signature) implements Canonical {

    public static final int MAX_RECORDS = 1024;

    private static final String DOMAIN = "darm branch batch 1";

    public BatchSeal {
        if (size < 1 || size > MAX_RECORDS)
            throw new IllegalArgumentException("a batch has 1 to " + MAX_RECORDS + " records, not " + size);
    }

    static BatchSeal sign(SigningKey key, int size, Hash root) {
        byte[] signature = key.sign(signedBytes(key.publicKey(), size, root));
        return new BatchSeal(key.publicKey(), size, root, Signature.ofBytes(signature));
    }

    public static BatchSeal read(ByteReader from) {
        PublicKey author = PublicKey.read(from);
        int size = from.i32();
        Hash root = from.hash();
        Signature signature = Signature.read(from);
        return from.valid(() -> new BatchSeal(author, size, root, signature));
    }

    @Override
    public void write(ByteWriter to) {
        author.write(to);
        to.i32(size).hash(root);
        signature.write(to);
    }

    /** The leaf of {@code record}. */
    static Hash leaf(BranchRecord record) {
        return Merkle.leaf(record.id());
    }

    public boolean verifies() {
        return verifies(author);
    }

    /** Whether it is signed by {@code key}, the author's, whose order may be known already. */
    boolean verifies(PublicKey key) {
        return key.equals(author) && key.verifies(signedBytes(author, size, root), signature.toBytes());
    }

    private static byte[] signedBytes(PublicKey author, int size, Hash root) {
        ByteWriter to = new ByteWriter().text(DOMAIN);
        author.write(to);
        return to.i32(size).hash(root).toBytes();
    }
}
