package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Signature;
import dev.darm.ledger.SigningKey;

/**
 * What an author puts into the chain of the batches that it signed: one commitment to many of their roots (seed 000 §5.4,
 * §15.2). A backlog of 8.64 million roots, a day of a hundred a second, is one anchor, and costs a proof 24 hashes.
 *
 * @param first the number of the first root, counted from the author's first batch, 0 or more
 * @param count of roots, 1 or more
 * @param root the RFC 6962 root whose leaves hold the roots of the batches, in their order
 */
public record Anchor(PublicKey author, long first, long count, Hash root, Signature signature) implements Canonical {

    private static final String DOMAIN = "darm branch anchor 1";
    private static final int KIND = 0x77;
    private static final int VERSION = 1;

    public Anchor {
        if (first < 0 || count < 1 || first + count < 0)
            throw new IllegalArgumentException(
                    "an anchor is of 1 root or more, from number 0 on, not of " + count + " from " + first);
    }

    static Anchor sign(SigningKey key, String chainId, long first, long count, Hash root) {
        byte[] signature = key.sign(signedBytes(chainId, key.publicKey(), first, count, root));
        return new Anchor(key.publicKey(), first, count, root, Signature.ofBytes(signature));
    }

    public static Anchor read(ByteReader from) {
        from.expect("anchor", KIND, VERSION);
        PublicKey author = PublicKey.read(from);
        long first = from.i64();
        long count = from.i64();
        Hash root = from.hash();
        Signature signature = Signature.read(from);
        return from.valid(() -> new Anchor(author, first, count, root, signature));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION);
        author.write(to);
        to.i64(first).i64(count).hash(root);
        signature.write(to);
    }

    /** Whether the author signed it for the chain {@code chainId}. */
    public boolean verifies(String chainId) {
        return author.verifies(signedBytes(chainId, author, first, count, root), signature.toBytes());
    }

    /** As it stands in a block. */
    public Payload payload() {
        return new Payload(Payload.ANCHOR, bytes());
    }

    /** The number of the first root that it is not of. */
    public long end() {
        return first + count;
    }

    private static byte[] signedBytes(String chainId, PublicKey author, long first, long count, Hash root) {
        ByteWriter to = new ByteWriter().text(DOMAIN).text(chainId);
        author.write(to);
        return to.i64(first).i64(count).hash(root).toBytes();
    }
}
