package dev.darm.recall;

/**
 * Counts since the node started, and sizes now.
 *
 * @param lookups questions asked
 * @param verbatimHits of those, answered by the RRC because the very question was answered before
 * @param nearHits answered by the RRC by cosine
 * @param shardHits answered by the shard of another node
 * @param rrcMisses not answered by the RRC
 * @param stmHits of the misses, with at least one candidate from STM
 * @param ltmHits of the misses, with at least one candidate from LTM
 * @param nothing of the misses, with no candidate at all
 * @param rrcEntries entries in the RRC
 * @param rrcQuestions questions taught to it
 * @param shardEntries entries in this node's shard
 * @param shardQuestions questions taught to it
 * @param shardLookups questions asked of the other nodes' shards
 * @param shardLate of those, not answered by all of them in time
 * @param stmClaims claims of STM in the index
 * @param ltmEntries entries of LTM in the index
 * @param early taught questions that wait for their entry
 * @param unencoded entries that have no vector yet
 * @param outdated claims, entries and taught questions whose vector an earlier encoder made
 * @param encoder that makes new vectors
 */
public record RecallStatistics(
        long lookups,
        long verbatimHits,
        long nearHits,
        long shardHits,
        long rrcMisses,
        long stmHits,
        long ltmHits,
        long nothing,
        int rrcEntries,
        int rrcQuestions,
        int shardEntries,
        int shardQuestions,
        long shardLookups,
        long shardLate,
        int stmClaims,
        int ltmEntries,
        int early,
        int unencoded,
        int outdated,
        String encoder) {}
