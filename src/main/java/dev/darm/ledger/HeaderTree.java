package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A Merkle tree of RFC 6962 that grows at its end. It keeps the leaves and the roots of all full subtrees of 256, 256², …
 * leaves, the "tiles" of c2sp.org/tlog-tiles: 32 bytes a leaf and an eighth of one more. A root or a proof for any size that it
 * had takes some hundred hashes a level, however large it is.
 */
final class HeaderTree {

    /** Hashes in a full tile. */
    static final int WIDTH = 256;

    private static final int WIDTH_BITS = 8;

    private final List<Hashes> levels = new ArrayList<>();

    HeaderTree() {
        levels.add(new Hashes());
    }

    /** The number of leaves. */
    long size() {
        return levels.getFirst().size;
    }

    /** Adds a leaf by its hash. */
    void append(Hash leaf) {
        Hash hash = leaf;
        for (int level = 0; ; level++) {
            if (level == levels.size()) levels.add(new Hashes());
            Hashes hashes = levels.get(level);
            hashes.add(hash);
            if (hashes.size % WIDTH != 0) return;
            hash = Merkle.root(hashes.tile(hashes.size / WIDTH - 1, WIDTH));
        }
    }

    /** The root over the first {@code size} leaves, 0 to {@link #size}. */
    Hash root(long size) {
        Objects.checkIndex(size, size() + 1);
        return size == 0 ? Merkle.EMPTY_ROOT : subtree(0, size);
    }

    /** The root over {@code size} leaves from {@code from} on: MTH(D[from:from + size]). */
    private Hash subtree(long from, long size) {
        for (int level = 0; level < levels.size() && 1L << WIDTH_BITS * level <= size; level++) {
            long width = 1L << WIDTH_BITS * level;
            if (width == size && from % width == 0) return levels.get(level).get(from / width);
        }
        long split = Long.highestOneBit(size - 1);
        return Merkle.node(subtree(from, split), subtree(from + split, size - split));
    }

    /** The proof that the first {@code oldSize} leaves are the start of the first {@code newSize}. */
    ConsistencyProof consistency(long oldSize, long newSize) {
        Objects.checkIndex(newSize, size() + 1);
        Objects.checkIndex(oldSize - 1, newSize);
        List<Hash> path = new ArrayList<>();
        collect(oldSize, 0, newSize, true, path);
        return new ConsistencyProof(oldSize, newSize, path);
    }

    /** SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2, as in {@link Merkle}, for the leaves from {@code from} on. */
    private void collect(long old, long from, long size, boolean whole, List<Hash> path) {
        if (old == size) {
            if (!whole) path.add(subtree(from, size));
            return;
        }
        long split = Long.highestOneBit(size - 1);
        if (old <= split) {
            collect(old, from, split, whole, path);
            path.add(subtree(from + split, size - split));
        } else {
            collect(old - split, from + split, size - split, false, path);
            path.add(subtree(from, split));
        }
    }

    /** The first {@code width} hashes, 1 to 256, of a tile; empty when there are not so many. */
    List<Hash> tile(int level, long index, int width) {
        if (level >= levels.size()) return List.of();
        Hashes hashes = levels.get(level);
        return index <= hashes.size / WIDTH && index * WIDTH + width <= hashes.size
                ? hashes.tile(index, width)
                : List.of();
    }

    /** Hashes in arrays of a tile each. */
    private static final class Hashes {

        private final List<byte[]> tiles = new ArrayList<>();
        private long size;

        private void add(Hash hash) {
            if (size % WIDTH == 0) tiles.add(new byte[WIDTH * Hash.LENGTH]);
            System.arraycopy(hash.toBytes(), 0, tiles.getLast(), (int) (size % WIDTH) * Hash.LENGTH, Hash.LENGTH);
            size++;
        }

        private Hash get(long index) {
            byte[] hash = new byte[Hash.LENGTH];
            System.arraycopy(
                    tiles.get((int) (index / WIDTH)), (int) (index % WIDTH) * Hash.LENGTH, hash, 0, Hash.LENGTH);
            return Hash.ofBytes(hash);
        }

        private List<Hash> tile(long index, int width) {
            List<Hash> tile = new ArrayList<>(width);
            for (int i = 0; i < width; i++) tile.add(get(index * WIDTH + i));
            return tile;
        }
    }
}
