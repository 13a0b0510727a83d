package dev.darm.ledger;

import dev.darm.codec.Hash;
import java.time.Instant;

/** The end of a chain: its last block, or its genesis at height 0, whose hash the first block names as its previous. */
public record Tip(long height, Hash hash, Instant time) {

    public Tip {
        if (height < 0) throw new IllegalArgumentException("height must be 0 or more: " + height);
    }

    /** The tip after {@code header}. */
    public static Tip of(BlockHeader header) {
        return new Tip(header.height(), header.hash(), header.time());
    }
}
