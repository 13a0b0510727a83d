package dev.darm.sim.trace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The texts of one block, each once, numbered in the order in which they came: a hash table with open addressing. */
final class Symbols {

    private final VarBytes texts = new VarBytes();
    private @Nullable String[] keys = new @Nullable String[1 << 12];
    private int[] ids = new int[keys.length];
    private int count;

    /** The number of {@code text} in this block, which is from now on in it. */
    int id(String text) {
        int mask = keys.length - 1;
        int code = text.hashCode();
        for (int slot = (code ^ (code >>> 16)) & mask; ; slot = (slot + 1) & mask) {
            String key = keys[slot];
            if (key == null) return add(slot, text);
            if (key == text || key.equals(text)) return ids[slot];
        }
    }

    int count() {
        return count;
    }

    VarBytes texts() {
        return texts;
    }

    void clear() {
        Arrays.fill(keys, null);
        texts.clear();
        count = 0;
    }

    private int add(int slot, String text) {
        keys[slot] = text;
        ids[slot] = count;
        texts.text(text);
        if (2 * (count + 1) > keys.length) grow();
        return count++;
    }

    private void grow() {
        @Nullable String[] oldKeys = keys;
        int[] oldIds = ids;
        keys = new @Nullable String[oldKeys.length * 2];
        ids = new int[keys.length];
        int mask = keys.length - 1;
        for (int i = 0; i < oldKeys.length; i++) {
            String key = oldKeys[i];
            if (key == null) continue;
            int slot = (key.hashCode() ^ (key.hashCode() >>> 16)) & mask;
            while (keys[slot] != null) slot = (slot + 1) & mask;
            keys[slot] = key;
            ids[slot] = oldIds[i];
        }
    }
}
