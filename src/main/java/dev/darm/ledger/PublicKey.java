package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.world.Effort;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * An Ed25519 public key (RFC 8032), 32 bytes.
 *
 * <p>RFC 8032 leaves the edges of validity open, and a chain whose nodes judge a signature differently is split. The rule
 * here: the bytes are in {@link SignatureForm}; the key A is a point of exactly the group order, so that no small-order key
 * "signs" everything; R is any point on the curve; and [8][S]B = [8]R + [8][k]A, the equation with the cofactor.
 * docs/decisions/0011-signatures.md tells why.
 *
 * <p>To find a point's order costs as much as a verification. So {@link #ofBytes} does it, a {@link ValidatorSet} demands
 * it, but {@link #read} leaves it to the first {@link #verifies}: verify with the enrolled key, not with an equal one that
 * came with a message.
 */
public final class PublicKey implements Canonical, Comparable<PublicKey> {

    public static final int LENGTH = Ed25519.PUBLIC_KEY_SIZE;
    public static final int SIGNATURE_LENGTH = Ed25519.SIGNATURE_SIZE;

    private final byte[] bytes;

    /** Null while the order was not looked at; empty when the bytes are no point of the group order. */
    private volatile @Nullable Optional<Ed25519.PublicPoint> point;

    private PublicKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A key that may be enrolled: 32 bytes, a point of the full order; small-order and malformed keys are refused. */
    public static PublicKey ofBytes(byte[] bytes) {
        if (bytes.length != LENGTH)
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes, not " + bytes.length);
        return new PublicKey(bytes.clone()).requireFullOrder();
    }

    public static PublicKey ofHex(String hex) {
        return ofBytes(HexFormat.of().parseHex(hex));
    }

    /** A key as it came with a message: any 32 bytes. If they are no valid key, it verifies nothing. */
    public static PublicKey read(ByteReader from) {
        return new PublicKey(from.raw(LENGTH));
    }

    /** Whether {@code signature} is this key's over {@code message}. */
    public boolean verifies(byte[] message, byte[] signature) {
        if (!SignatureForm.holds(signature)) return false;
        Optional<Ed25519.PublicPoint> valid = point();
        if (valid.isEmpty()) return false;
        Effort.spend(Effort.VERIFY, 1);
        return Ed25519.verify(signature, 0, valid.get(), message, 0, message.length);
    }

    /** This key; refuses bytes that are no point of the group order. */
    PublicKey requireFullOrder() {
        if (point().isEmpty())
            throw new IllegalArgumentException("not a point of full order on the Ed25519 curve: " + hex());
        return this;
    }

    private Optional<Ed25519.PublicPoint> point() {
        Optional<Ed25519.PublicPoint> known = point;
        if (known == null) {
            // as costly, for it is a multiplication by the group order
            Effort.spend(Effort.VERIFY, 1);
            known = SignatureForm.isPoint(bytes, 0)
                    ? Optional.ofNullable(Ed25519.validatePublicKeyFullExport(bytes, 0))
                    : Optional.empty();
            point = known;
        }
        return known;
    }

    @Override
    public void write(ByteWriter to) {
        to.raw(bytes);
    }

    public String hex() {
        return hex(bytes);
    }

    @Override
    public int compareTo(PublicKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
