package dev.darm.codec;

/**
 * A value with exactly one byte encoding. By convention the class has a static {@code read(ByteReader)}; the encoding is
 * covered by a golden-bytes test and a round-trip property.
 */
public interface Canonical {

    void write(ByteWriter to);

    /** The canonical bytes. */
    default byte[] bytes() {
        ByteWriter writer = new ByteWriter();
        write(writer);
        return writer.toBytes();
    }

    /** SHA-256 of the canonical bytes. */
    default Hash hash() {
        return Hash.of(bytes());
    }
}
