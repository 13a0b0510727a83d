package dev.darm.broadcast;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an item consists of. Its hash is the item's id, so each chunk can be checked alone, and a wrong one tells who sent it.
 *
 * @param kind 1 to 32 characters
 * @param length bytes of the item, 1 or more
 * @param chunkBytes bytes of each chunk but the last, 1 to {@link #MAX_CHUNK_BYTES}
 * @param chunks the hash of each chunk, at most {@link #MAX_CHUNKS}
 */
public record Manifest(String kind, long length, int chunkBytes, List<Hash> chunks) implements Canonical {

    static final int MAX_CHUNK_BYTES = 1 << 20;
    static final int MAX_CHUNKS = 4_096;

    /**
     * A nomination item of consolidation begins with the same kind and version. No bytes are both: the third byte is 0 here,
     * the first of the kind's length, and 1 or more there.
     */
    private static final int KIND = 0x30;

    private static final int VERSION = 1;

    public Manifest {
        requireKind(kind);
        if (chunkBytes < 1 || chunkBytes > MAX_CHUNK_BYTES)
            throw new IllegalArgumentException("a chunk has 1 to " + MAX_CHUNK_BYTES + " bytes, not " + chunkBytes);
        if (length < 1 || length > (long) MAX_CHUNKS * chunkBytes)
            throw new IllegalArgumentException(
                    "an item has 1 to " + MAX_CHUNKS + " chunks of " + chunkBytes + " bytes, not " + length + " bytes");
        if (chunks.size() != (length + chunkBytes - 1) / chunkBytes)
            throw new IllegalArgumentException(
                    length + " bytes in chunks of " + chunkBytes + " are not " + chunks.size() + " chunks");
        chunks = List.copyOf(chunks);
    }

    /** The manifest of {@code bytes}. */
    static Manifest of(String kind, byte[] bytes, int chunkBytes) {
        List<Hash> chunks = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += chunkBytes)
            chunks.add(Hash.of(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + chunkBytes))));
        return new Manifest(kind, bytes.length, chunkBytes, chunks);
    }

    static void requireKind(String kind) {
        if (kind.isEmpty() || kind.length() > 32)
            throw new IllegalArgumentException("a kind has 1 to 32 characters, not " + kind.length());
    }

    Hash id() {
        return Hash.of(bytes());
    }

    int offset(int chunk) {
        return chunk * chunkBytes;
    }

    /** Bytes of the chunk of that number. */
    int size(int chunk) {
        return (int) Math.min(chunkBytes, length - offset(chunk));
    }

    public static Manifest read(ByteReader from) {
        from.expect("manifest", KIND, VERSION);
        String kind = from.text();
        long length = from.i64();
        int chunkBytes = from.i32();
        List<Hash> chunks = from.list(ByteReader::hash);
        return from.valid(() -> new Manifest(kind, length, chunkBytes, chunks));
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND).u8(VERSION).text(kind).i64(length).i32(chunkBytes).list(chunks, ByteWriter::hash);
    }
}
