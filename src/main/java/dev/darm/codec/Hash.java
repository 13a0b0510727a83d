package dev.darm.codec;

import dev.darm.world.Effort;
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

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** SHA-256 over the parts, one after the other. */
    public static Hash of(byte[]... parts) {
        MessageDigest digest = sha256();
        long length = 0;
        for (byte[] part : parts) {
            digest.update(part);
            length += part.length;
        }
        Effort.spend(Effort.HASH, length);
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

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
