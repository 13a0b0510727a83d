package dev.darm.encoding;

/**
 * A 64-bit hash of text that is the same on every machine and in every release: vectors and corpus statistics rest on it.
 *
 * <p>Each UTF-16 unit is xored in, multiplied by 2^64/φ (odd) and folded; the end is MurmurHash3's finaliser (Appleby,
 * public domain). Not for security.
 */
final class StableHash {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private StableHash() {}

    /** The hash of {@code text} in the family {@code seed}. */
    static long of(long seed, CharSequence text) {
        long hash = start(seed);
        for (int i = 0; i < text.length(); i++) hash = step(hash, text.charAt(i));
        return end(hash);
    }

    static long start(long seed) {
        return (seed + 1) * GOLDEN;
    }

    static long step(long hash, char c) {
        long mixed = (hash ^ c) * GOLDEN;
        return mixed ^ mixed >>> 32;
    }

    static long end(long hash) {
        long mixed = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }

    /** Maps a hash evenly to 0 … {@code buckets} − 1 by its upper half. */
    static int bucket(long hash, int buckets) {
        return (int) ((hash >>> 32) * buckets >>> 32);
    }
}
