package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.MalformedBytes;
import dev.darm.codec.Octets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The payloads of the kinds whose content is merged. Reading anything else throws {@link MalformedBytes}. */
public final class Payloads {

    public static final int MAX_DIMENSIONS = 4096;

    private Payloads() {}

    /** A vector of 1 to {@link #MAX_DIMENSIONS} finite numbers. */
    public static byte[] vector(float... values) {
        ByteWriter to = new ByteWriter().i32(values.length);
        for (float value : values) to.i32(Float.floatToIntBits(value));
        return to.toBytes();
    }

    /** The numbers of a {@link MergeRule#VECTOR}. */
    public static List<Float> vector(byte[] payload) {
        return ByteReader.readAll(payload, from -> vector(from));
    }

    static List<Float> vector(ByteReader from) {
        int length = from.i32();
        if (length < 1 || length > MAX_DIMENSIONS) throw from.malformed("a vector of " + length + " dimensions");
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            float value = Float.intBitsToFloat(from.i32());
            if (!Float.isFinite(value)) throw from.malformed("a vector holds finite numbers");
            values.add(value);
        }
        return values;
    }

    public static byte[] set(Collection<Octets> elements) {
        return new ByteWriter().list(List.copyOf(new TreeSet<>(elements))).toBytes();
    }

    /** The elements of a {@link MergeRule#SET}. */
    public static List<Octets> set(byte[] payload) {
        return ByteReader.readAll(payload, from -> set(from));
    }

    static List<Octets> set(ByteReader from) {
        List<Octets> elements = from.list(Octets::read);
        for (int i = 1; i < elements.size(); i++)
            if (elements.get(i - 1).compareTo(elements.get(i)) >= 0)
                throw from.malformed("the elements of a set are sorted, and each stands there once");
        return elements;
    }

    /** What an author counted so far, 0 or more. */
    public static byte[] total(long total) {
        return new ByteWriter().i64(total).toBytes();
    }

    /** The total of a {@link MergeRule#COUNTER}. */
    public static long total(byte[] payload) {
        return ByteReader.readAll(payload, from -> total(from));
    }

    static long total(ByteReader from) {
        long total = from.i64();
        if (total < 0) throw from.malformed("a total is 0 or more, not " + total);
        return total;
    }
}
