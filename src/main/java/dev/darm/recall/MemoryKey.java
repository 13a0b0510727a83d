package dev.darm.recall;

import dev.darm.codec.Hash;

/** What the indexes know a memory by: its tier and, in LTM its commitment, in STM its claim's id. */
public record MemoryKey(Tier tier, Hash id) implements Comparable<MemoryKey> {

    static MemoryKey parse(String text) {
        int colon = text.indexOf(':');
        return new MemoryKey(Tier.valueOf(text.substring(0, colon)), Hash.ofHex(text.substring(colon + 1)));
    }

    @Override
    public int compareTo(MemoryKey other) {
        int byTier = tier.compareTo(other.tier);
        return byTier != 0 ? byTier : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return tier + ":" + id.hex();
    }
}
