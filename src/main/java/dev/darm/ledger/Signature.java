package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import java.util.Arrays;
import java.util.HexFormat;

/** An Ed25519 signature: exactly 64 bytes, equal by content. Holding one says nothing about whether it verifies. */
public final class Signature implements Canonical {

    private final byte[] bytes;

    private Signature(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Signature ofBytes(byte[] bytes) {
        if (bytes.length != PublicKey.SIGNATURE_LENGTH)
            throw new IllegalArgumentException("an Ed25519 signature has 64 bytes, not " + bytes.length);
        return new Signature(bytes.clone());
    }

    public static Signature read(ByteReader from) {
        return new Signature(from.raw(PublicKey.SIGNATURE_LENGTH));
    }

    /** The signature of {@code key} over {@code message}. */
    static Signature of(SigningKey key, byte[] message) {
        return new Signature(key.sign(message));
    }

    boolean verifies(PublicKey key, byte[] message) {
        return key.verifies(message, bytes);
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public void write(ByteWriter to) {
        to.raw(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature signature && Arrays.equals(bytes, signature.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
