package dev.darm.sim.trace;

import org.jspecify.annotations.Nullable;

/**
 * The 64-bit hashes of texts, computed from their characters, so that they are the same in every JVM; the latest stay at
 * hand, found by identity. The names of classes and actors are the same few objects again and again: for them this is two
 * reads. A table of fixed size in which a newcomer takes the place of whoever holds it: it never grows.
 */
final class StringHashes {

    private static final int SLOTS = 1 << 14;

    private final @Nullable String[] texts = new @Nullable String[SLOTS];
    private final long[] hashes = new long[SLOTS];

    long of(String text) {
        int code = text.hashCode();
        int slot = (code ^ (code >>> 15)) & (SLOTS - 1);
        return texts[slot] == text ? hashes[slot] : take(slot, text);
    }

    private long take(int slot, String text) {
        if (!text.equals(texts[slot])) hashes[slot] = compute(text);
        texts[slot] = text;
        return hashes[slot];
    }

    private static long compute(String text) {
        long state = RollingHash.start();
        for (int i = 0; i < text.length(); i++) state = RollingHash.step(state, text.charAt(i));
        return RollingHash.finish(RollingHash.step(state, text.length()));
    }
}
