package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;

/** Vectors of floats: their canonical bytes (a u32 length, then IEEE 754 bits). */
final class Vectors {

    /** The longest vector that an encoder makes. */
    private static final int MAX_DIMENSIONS = 4096;

    private Vectors() {}

    static void write(ByteWriter to, float[] vector) {
        to.i32(vector.length);
        for (float value : vector) to.i32(Float.floatToIntBits(value));
    }

    static float[] read(ByteReader from) {
        int length = from.i32();
        if (length < 0 || length > MAX_DIMENSIONS) throw from.malformed("a vector of " + length + " dimensions");
        float[] vector = new float[length];
        for (int i = 0; i < length; i++) {
            vector[i] = Float.intBitsToFloat(from.i32());
            if (!Float.isFinite(vector[i])) throw from.malformed("a vector holds finite numbers");
        }
        return vector;
    }

    /** A number from 0 to 1 as its IEEE 754 bits. */
    static void writeFraction(ByteWriter to, double value) {
        Salience.requireFraction("a stored fraction", value);
        to.i64(Double.doubleToLongBits(value + 0.0));
    }

    static double readFraction(ByteReader from) {
        long bits = from.i64();
        double value = Double.longBitsToDouble(bits);
        if (!(value >= 0 && value <= 1) || bits < 0) throw from.malformed("a fraction is 0 to 1, not " + value);
        return value;
    }
}
