package dev.darm.consolidation;

import dev.darm.codec.Hash;
import dev.darm.encoding.CorpusStatistics;
import dev.darm.memory.LongTermEntry;
import java.time.Instant;
import java.util.List;

/** What a {@link LongTermMemoryCore} tells or asks. */
public sealed interface LongTermOutput {

    /** An entry is new, or its standing or sources changed. */
    record Learned(LongTermEntry entry) implements LongTermOutput {}

    /** These claims are in long-term memory, by a block at {@code height}. */
    record Promoted(List<Hash> claimIds) implements LongTermOutput {}

    /** These claims were agreed on, but failed the last stages of the validity suite at commit. */
    record Quarantined(List<Hash> claimIds) implements LongTermOutput {}

    /** A record stands in the chain; what it says was told before, as far as its bodies are here. */
    record RecordSeen(Hash nomination, long height, boolean effective) implements LongTermOutput {}

    /** This entry is forgotten: nothing here may know any longer what it said. */
    record Erased(Hash commitment, Hash claimId) implements LongTermOutput {}

    /** Destroy the keys of these bodies; {@code at} is the time of the tombstone's block. */
    record DestroyBodies(List<Hash> commitments, Instant at) implements LongTermOutput {}

    /** A tombstone stands in the chain, and what it says was told before. */
    record TombstoneSeen(Hash request, long height) implements LongTermOutput {}

    record ChainAt(long applied, boolean caughtUp) implements LongTermOutput {}

    /** This version of the encoder's statistics is in effect; told only when all of the chain here is applied. */
    record StatisticsInEffect(CorpusStatistics statistics) implements LongTermOutput {}

    /** This version is to be learned next; told only when all of the chain here is applied. */
    record StatisticsDue(Edition.Due due) implements LongTermOutput {}

    /** To a node: send me these. */
    record FetchBodies(List<Hash> commitments) implements LongTermOutput {}

    /** Keep these, which came from another node and match their commitments. */
    record KeepBodies(List<Disclosure> disclosures) implements LongTermOutput {}
}
