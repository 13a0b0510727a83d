package dev.darm.codec;

import dev.darm.world.Effort;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 hash: 32 bytes, compared as unsigned bytes, printed as 64 hexadecimal digits. */
public final class Hash implements Comparable<Hash> {

    public static final int LENGTH = 32;

    /** Thirty-two zero bytes: the hash of nothing. */
    public static final Hash ZERO = new Hash(new byte[LENGTH]);

    /** Copied for each hash: asking the JDK's list of providers takes longer than hashing what is short. */
    private static final MessageDigest UNUSED = sha256();

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** SHA-256 over the parts, one after the other. */
    public static Hash of(byte[]... parts) {
        MessageDigest digest = digest();
        long length = 0;
        for (byte[] part : parts) {
            digest.update(part);
            length += part.length;
        }
        Effort.spend(Effort.HASH, length);
        return new Hash(digest.digest());
    }

    /** SHA-256 over one byte and these hashes: what trees of hashes are made of. */
    public static Hash of(byte prefix, Hash... parts) {
        MessageDigest digest = digest();
        digest.update(prefix);
        for (Hash part : parts) digest.update(part.bytes);
        Effort.spend(Effort.HASH, 1L + (long) LENGTH * parts.length);
        return new Hash(digest.digest());
    }

    /** SHA-256 of the UTF-8 bytes of {@code text}. */
    public static Hash of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The hash that consists of these 32 bytes. */
    public static Hash ofBytes(byte[] bytes) {
        if (bytes.length != LENGTH) throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        return new Hash(bytes.clone());
    }

    /** The hash written as 64 hexadecimal digits. */
    public static Hash ofHex(String hex) {
        if (hex.length() != 2 * LENGTH)
            throw new IllegalArgumentException("a hash has 64 hexadecimal digits, not " + hex.length());
        return new Hash(HexFormat.of().parseHex(hex));
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Its 32 bytes, written to {@code target} from {@code at} on. */
    void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, LENGTH);
    }

    /** The first eight bytes, big-endian. */
    public long prefix() {
        return (long) LONGS.get(bytes, 0);
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** The first twelve hexadecimal digits, for people. */
    public String brief() {
        return hex().substring(0, 12);
    }

    @Override
    public int compareTo(Hash other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return (bytes[0] & 0xFF) << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
    }

    @Override
    public String toString() {
        return hex();
    }

    private static MessageDigest digest() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            return sha256();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
