package dev.darm.memory;

import dev.darm.codec.Hash;
import java.util.List;
import java.util.SortedMap;

/** What changes a shard of short-term memory; {@link StmCore} answers each with effects. */
public sealed interface StmRequest {

    /** Take these claims in (Algorithm 11). The outcomes go to the asker of {@code ticket} once they are durable. */
    record Remember(List<StmCandidate> candidates, long ticket) implements StmRequest {}

    /** The nomination of these entries went one step on; ids that are not held are passed over. */
    record Mark(List<Hash> ids, StmEntry.State state) implements StmRequest {}

    /** These entries were of use, or failed to be. */
    record Reinforce(List<Hash> ids, Signal signal) implements StmRequest {}

    /** The document {@code uri} no longer says these claims; an entry without another source is forgotten. */
    record Withdraw(List<Hash> ids, String uri) implements StmRequest {}

    /** These claims have these vectors now; ids that are not held are passed over. */
    record Reembed(SortedMap<Hash, Embedding> vectors) implements StmRequest {}

    /** These claims are to be forgotten, whoever says them; said anew they are new. */
    record Erase(List<Hash> ids) implements StmRequest {}

    /** Time passed. The clock of lifetimes advances when the node could reach a quorum since the last tick. */
    record Tick(boolean quorumReachable) implements StmRequest {}

    /** What was learned about an entry's worth (seed 002, Algorithm 15, and a user's feedback). */
    enum Signal {
        /** A user approved of an answer that rested on it. */
        APPROVED,
        /** A user disapproved. */
        DISAPPROVED,
        /** It was replayed and held. */
        REPLAY_PASSED,
        /** It was replayed and did not hold. */
        REPLAY_FAILED
    }
}
