package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Blocks that were pushed here and whose turn has not come: one a height, at most {@link #MOST}, the lowest. One that comes before
 * those below it cannot be verified yet.
 */
final class EarlyBlocks {

    static final int MOST = 32;

    /** A block, and under which id it came. */
    record Pushed(Hash id, CommittedBlock block) {}

    private final TreeMap<Long, Pushed> blocks = new TreeMap<>();

    /** Keeps a block. Hands over the id of the one that is not kept: this one, or the highest. */
    Optional<Hash> add(Hash id, CommittedBlock block) {
        if (blocks.putIfAbsent(block.height(), new Pushed(id, block)) != null) return Optional.of(id);
        return blocks.size() > MOST
                ? Optional.of(blocks.pollLastEntry().getValue().id())
                : Optional.empty();
    }

    /** The lowest block up to {@code height}, which is not kept any more. */
    Optional<Pushed> take(long height) {
        Map.Entry<Long, Pushed> first = blocks.firstEntry();
        return first == null || first.getKey() > height
                ? Optional.empty()
                : Optional.of(blocks.pollFirstEntry().getValue());
    }
}
