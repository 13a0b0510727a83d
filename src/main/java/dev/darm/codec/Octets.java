package dev.darm.codec;

import java.util.Arrays;
import java.util.HexFormat;

/** A byte string, equal by content and ordered as unsigned bytes. */
public final class Octets implements Canonical, Comparable<Octets> {

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Octets of(byte[] bytes) {
        return new Octets(bytes.clone());
    }

    public static Octets read(ByteReader from) {
        return new Octets(from.bytes());
    }

    @Override
    public void write(ByteWriter to) {
        to.bytes(bytes);
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(Octets other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
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
