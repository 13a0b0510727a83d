package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.time.Instant;
import java.util.Optional;

/** The end of a chain: its last block, or its genesis at height 0, whose hash the first block names as its previous. */
public record Tip(long height, Hash hash, Instant time) {

    public Tip {
        if (height < 0) throw new IllegalArgumentException("height must be 0 or more: " + height);
    }

    /** Why {@code next} does not come next; empty when it does. */
    Optional<String> refusal(BlockHeader next) {
        if (next.height() != height + 1)
            return Optional.of("the height is " + next.height() + ", expected " + (height + 1));
        if (!next.previous().equals(hash))
            return Optional.of("the previous hash is " + next.previous() + ", but height " + height + " has " + hash);
        return Optional.empty();
    }

    /** The tip after {@code header}. */
    public static Tip of(BlockHeader header) {
        return new Tip(header.height(), header.hash(), header.time());
    }
}
