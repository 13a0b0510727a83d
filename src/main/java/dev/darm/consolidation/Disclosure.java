package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.nio.charset.StandardCharsets;

/**
 * The opening of a commitment: the salt and the body. It travels to voters beside a nomination and rests encrypted beside
 * the chain; it never enters a block. Without the salt nobody can test a guess of the text against the chain.
 *
 * @param salt 32 unpredictable bytes
 */
public record Disclosure(Hash salt, ClaimBody body) implements Canonical {

    private static final byte[] COMMITMENT = "darm-commitment-1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] EVIDENCE = "darm-evidence-1".getBytes(StandardCharsets.UTF_8);
    private static final int KIND = 0x33;
    private static final int VERSION = 1;

    public static Disclosure read(ByteReader from) {
        from.expect("disclosure", KIND, VERSION);
        return new Disclosure(from.hash(), ClaimBody.read(from));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).hash(salt);
        body.write(to);
    }

    /** SHA-256(domain ‖ salt ‖ body bytes): what stands in the block. */
    public Hash commitment() {
        return Hash.of(COMMITMENT, salt.toBytes(), body.bytes());
    }

    /**
     * Something a vote rests on (a document's URI, a passage's hash), blinded by this item's salt: equal within the item,
     * unlinkable outside it once the body is forgotten.
     */
    public Hash blind(byte[] evidence) {
        return blind(salt, evidence);
    }

    static Hash blind(Hash salt, byte[] evidence) {
        return Hash.of(EVIDENCE, salt.toBytes(), evidence);
    }
}
