package dev.darm.memory;

/**
 * What short-term memory holds, for people and metrics.
 *
 * @param contested entries with a contradiction, in whichever state
 * @param archived promoted claims that are still recognised
 * @param room entries that can still be taken in
 * @param clockMillis how long the node could reach a quorum, in milliseconds
 */
public record StmCounts(
        int pending, int voting, int rejected, int contested, int archived, int room, long clockMillis) {

    /** Of two shards together; the clocks run alike, so the later one stands. */
    public StmCounts plus(StmCounts other) {
        return new StmCounts(
                pending + other.pending,
                voting + other.voting,
                rejected + other.rejected,
                contested + other.contested,
                archived + other.archived,
                room + other.room,
                Math.max(clockMillis, other.clockMillis));
    }

    public int held() {
        return pending + voting + rejected;
    }
}
