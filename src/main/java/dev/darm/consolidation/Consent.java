package dev.darm.consolidation;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.SigningKey;
import java.util.Arrays;

/**
 * One head's agreement to forget, under its Ed25519 signature over domain, chain id and request.
 *
 * @param request {@link ForgetRequest#id}
 * @param signature 64 bytes
 */
public record Consent(Hash request, PublicKey head, byte[] signature) implements Canonical {

    private static final String DOMAIN = "darm-consent-1";
    private static final int KIND = 0x51;
    private static final int VERSION = 1;

    public Consent {
        signature = signature.clone();
        if (signature.length != PublicKey.SIGNATURE_LENGTH)
            throw new IllegalArgumentException("a signature has 64 bytes, not " + signature.length);
    }

    /** The consent of the holder of {@code key}, valid on the chain {@code chainId} only. */
    public static Consent sign(String chainId, Hash request, SigningKey key) {
        return new Consent(request, key.publicKey(), key.sign(message(chainId, request, key.publicKey())));
    }

    public boolean verifies(String chainId) {
        return head.verifies(message(chainId, request, head), signature);
    }

    public static Consent read(ByteReader from) {
        from.expect("consent", KIND, VERSION);
        return from.valid(() -> new Consent(from.hash(), PublicKey.read(from), from.raw(PublicKey.SIGNATURE_LENGTH)));
    }

    @Override
    public void write(ByteWriter to) {
        head.write(to.u8(KIND).u8(VERSION).hash(request));
        to.raw(signature);
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Consent consent
                && request.equals(consent.request)
                && head.equals(consent.head)
                && Arrays.equals(signature, consent.signature);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signature);
    }

    private static byte[] message(String chainId, Hash request, PublicKey head) {
        ByteWriter writer = new ByteWriter().text(DOMAIN).text(chainId).hash(request);
        head.write(writer);
        return writer.toBytes();
    }
}
