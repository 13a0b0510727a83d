package dev.darm.memory;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.index.ExactScan;
import java.util.Arrays;

/**
 * A text's vector and what made it. Two embeddings compare only when one version of one encoder made both.
 *
 * @param encoder names the encoder and the version of its statistics, such as {@code ngram-512/0}
 * @param vector of length 1, or zero
 */
public record Embedding(String encoder, float[] vector) {

    /** What stored vectors that name no encoder are taken for: the n-gram encoder's with statistics of version 0. */
    public static Embedding unnamed(float[] vector) {
        return new Embedding("ngram-" + vector.length + "/0", vector);
    }

    public boolean isOf(String version) {
        return encoder.equals(version);
    }

    /** −1 to 1; 0 when one is zero or when the two do not compare. */
    public double cosine(Embedding other) {
        return isOf(other.encoder) && vector.length == other.vector.length ? ExactScan.cosine(vector, other.vector) : 0;
    }

    /** With a name only where {@link #unnamed} would not give it: what was stored without one keeps its bytes. */
    boolean isUnnamed() {
        return isOf(unnamed(vector).encoder);
    }

    void writeNamed(ByteWriter to) {
        Vectors.write(to.text(encoder), vector);
    }

    void writeUnnamed(ByteWriter to) {
        Vectors.write(to, vector);
    }

    static Embedding readNamed(ByteReader from) {
        Embedding named = new Embedding(from.text(), Vectors.read(from));
        if (named.isUnnamed()) throw from.malformed("a vector of " + named.encoder + " is stored without a name");
        return named;
    }

    static Embedding readUnnamed(ByteReader from) {
        return unnamed(Vectors.read(from));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding that && isOf(that.encoder) && Arrays.equals(vector, that.vector);
    }

    @Override
    public int hashCode() {
        return 31 * encoder.hashCode() + Arrays.hashCode(vector);
    }
}
