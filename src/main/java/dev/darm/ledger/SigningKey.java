package dev.darm.ledger;

import dev.darm.world.Effort;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 private key (RFC 8032), the identity of a validator. It never prints itself. */
public final class SigningKey {

    public static final int LENGTH = Ed25519.SECRET_KEY_SIZE;

    private final byte[] secret;
    private final byte[] point;
    private final PublicKey publicKey;

    private SigningKey(byte[] secret) {
        this.secret = secret;
        this.point = new byte[PublicKey.LENGTH];
        Ed25519.generatePublicKey(secret, 0, point, 0);
        this.publicKey = PublicKey.ofBytes(point);
    }

    /** The key of a 32-byte secret, which must be unpredictable. */
    public static SigningKey ofSecret(byte[] secret) {
        if (secret.length != LENGTH)
            throw new IllegalArgumentException("an Ed25519 secret has 32 bytes, not " + secret.length);
        return new SigningKey(secret.clone());
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /** The 32 secret bytes, for writing the key file. */
    public byte[] secret() {
        return secret.clone();
    }

    /**
     * A signature over a text that is not of this runtime's own formats, such as a note. What those sign starts with the length
     * of a domain in four bytes, of which the first is 0; a text here must not.
     */
    byte[] signText(String text) {
        if (text.isEmpty() || text.charAt(0) < ' ')
            throw new IllegalArgumentException("a text to sign starts with a printable character");
        return sign(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A signature of 64 bytes; the same message always gives the same signature. */
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[PublicKey.SIGNATURE_LENGTH];
        Effort.spend(Effort.SIGN, 1);
        // with the public key at hand: without it, it is derived anew each time, as costly as the signature itself
        Ed25519.sign(secret, 0, point, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    @Override
    public String toString() {
        return "SigningKey of " + publicKey.hex();
    }
}
