package dev.darm.memory;

import dev.darm.codec.Hash;
import java.util.List;

/** What a shard of short-term memory says: answers, and news for the node. */
public sealed interface StmReply {

    /** What became of one candidate (Algorithm 11). */
    enum Kind {
        /** Not confident enough; it stays in the agent's buffer. */
        HELD_IN_EB,
        /** The graph holds the opposite, and this node has no evidence of its own for the claim. */
        CONTRADICTED,
        /** An entry said it already and was reinforced; nothing at all happened when it was the same source again. */
        MERGED,
        /** A new entry. */
        PROMOTED_TO_STM,
        /** Long-term memory has it, from this very document. */
        ALREADY_PROMOTED,
        /** The shard is full of entries that wait for the swarm's agreement; offer it again later. */
        NO_ROOM
    }

    /** The outcome for the claim {@code claimId}; {@code entryId} is the entry that holds it, itself when there is none. */
    record Outcome(Hash claimId, Kind kind, Hash entryId) {}

    /** One outcome a candidate, in their order, durable; {@code room} entries can still be taken in. */
    record Remembered(List<Outcome> outcomes, int room) implements StmReply {}

    /** For the event stream. */
    record News(MemoryNews news) implements StmReply {}
}
