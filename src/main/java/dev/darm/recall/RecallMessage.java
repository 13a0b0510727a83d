package dev.darm.recall;

import dev.darm.codec.Hash;
import dev.darm.codec.WireMessage;
import dev.darm.memory.Embedding;
import dev.darm.memory.MemoryNews;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** What recall's core is told and what it says; the actor maps actor references to parties and tickets. */
public sealed interface RecallMessage {

    // ---- told by this node

    /** Find what answers {@code question}. Answered by {@link Reply}. */
    record Ask(String question, long ticket) implements RecallMessage {}

    /** The entry {@code commitment} answered {@code question}; to be remembered on every node. */
    record Answered(String question, Hash commitment) implements RecallMessage {}

    /** What happened to memory on this node. */
    record Heard(MemoryNews news) implements RecallMessage {}

    /** The nodes in reach, this one included. */
    record InReach(SortedSet<String> names) implements RecallMessage {}

    /** The answer to {@link Encode}: by each encoder that worked; empty when none did. */
    record Encoded(Purpose purpose, List<Embedding> made) implements RecallMessage {}

    /** New vectors are made by this encoder from now on. */
    record Switched(String encoder) implements RecallMessage {}

    /** Go on encoding anew what has a vector of an earlier encoder. */
    record Refresh() implements RecallMessage {}

    /** The answer to {@link Search}; empty when the index failed. */
    record Searched(long ticket, Optional<LexicalIndex.Ranking> found) implements RecallMessage {}

    /** A peer has been asked for its taught questions for too long. */
    record Overdue(long request) implements RecallMessage {}

    /** The shards of the other nodes have been waited for long enough. */
    record ShardsLate(long ticket) implements RecallMessage {}

    /** Put the next entries where they belong, now that other nodes are in reach. */
    record Rebalance() implements RecallMessage {}

    /** Try again to encode what could not be encoded. */
    record EncodeAgain() implements RecallMessage {}

    // ---- said to this node

    record Reply(Found found) implements RecallMessage {}

    /** Encode {@code text}, by the earlier encoders {@code also} as far as they are here. Answered by {@link Encoded}. */
    record Encode(Purpose purpose, String text, SortedSet<String> also) implements RecallMessage {}

    /** Find memories by words. Answered by {@link Searched}; sees every {@link Index} and {@link Unindex} said before it. */
    record Search(long ticket, List<String> terms, int depth) implements RecallMessage {}

    record Index(MemoryKey key, String claim, String heading, String uri) implements RecallMessage {}

    record Unindex(MemoryKey key) implements RecallMessage {}

    /** Leave no word of what was unindexed in the index's files. */
    record Purge() implements RecallMessage {}

    // ---- from and to the recall of other nodes

    /** A question and the commitment of the long-term entry that answered it. */
    record Taught(String question, Hash commitment) {}

    /** These questions were answered. */
    record Tell(List<Taught> taught) implements RecallMessage, WireMessage {}

    /** Send me your taught questions after {@code after}, in their order. Answered by {@link Page}. */
    record Want(String from, long request, String after, int max) implements RecallMessage, WireMessage {}

    /** The answer to {@link Want}; {@code last} when there are no more behind these. */
    record Page(long request, List<Taught> taught, boolean last) implements RecallMessage, WireMessage {}

    /**
     * What of yours answers {@code question}? Answered by {@link ShardAnswer}.
     *
     * @param vectors of the question, by every encoder that the asking node uses; none where the encoder failed, and only a
     *     verbatim hit is wanted
     */
    record AskShard(String from, long ticket, String question, List<Embedding> vectors)
            implements RecallMessage, WireMessage {
        public AskShard {
            vectors = List.copyOf(vectors);
        }
    }

    /** The answer to {@link AskShard}. */
    record ShardAnswer(String from, long ticket, Optional<ShardHit> hit) implements RecallMessage, WireMessage {}

    /**
     * An entry that answers; {@code cosine} is 1 for a verbatim one.
     *
     * @param taught all questions that it is taught at that node
     */
    record ShardHit(Hash commitment, double cosine, boolean verbatim, List<Taught> taught) {
        public ShardHit {
            taught = List.copyOf(taught);
        }
    }

    /** You own these in your shard, as I see it. Answered by {@link Kept}. */
    record Keep(String from, List<Taught> taught) implements RecallMessage, WireMessage {}

    /** I have the questions of these entries. */
    record Kept(String from, List<Hash> commitments) implements RecallMessage, WireMessage {}

    /** What a vector is wanted for. */
    sealed interface Purpose {

        record ForLookup(long ticket) implements Purpose {}

        record ForEntry(Hash commitment) implements Purpose {}

        record ForTaught(Taught taught, ShardedCache.Why why) implements Purpose {}
    }
}
