package dev.darm.consolidation;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What a {@link LongTermMemoryCore} is told. */
public sealed interface LongTermInput {

    /**
     * A committed block of the chain and the openings of its items that this node keeps; blocks come in the order of their
     * heights, without gaps.
     */
    record BlockApplied(long height, Instant time, List<ConsolidationRecord> records, List<Disclosure> bodies)
            implements LongTermInput {}

    /** A record of corpus statistics stands in the block that was applied last. */
    record StatisticsCommitted(StatisticsRecord record) implements LongTermInput {}

    /** Tombstones of the block applied last, whose time is {@code time}. */
    record Forgotten(long height, Instant time, List<ForgetRequest> requests) implements LongTermInput {}

    /** The validator here has the chain up to {@code height}. */
    record ChainIs(long height) implements LongTermInput {}

    /** Openings that another node sent. */
    record BodiesSent(List<Disclosure> disclosures) implements LongTermInput {}

    /** The other nodes that can be asked, by name. */
    record PeersAre(Set<String> names) implements LongTermInput {}

    /** It is time to ask again for what is missing. */
    record AskAgain() implements LongTermInput {}
}
