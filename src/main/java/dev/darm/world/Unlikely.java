package dev.darm.world;

import java.util.Locale;

/**
 * Branches of the code that are seldom taken, each of which is right to take at any time: what a node may do anyway when
 * disks, links or other nodes are slow, done without that reason. {@link World#unlikely} says when; never in a fleet.
 */
public enum Unlikely {
    /** A log goes on in a new segment though the last is not full. */
    SEGMENT_ROLLS_EARLY,
    /** The journal syncs one write alone, though others wait. */
    JOURNAL_BATCH_OF_ONE,
    /** A shard of short-term memory takes a snapshot after this event. */
    MEMORY_SNAPSHOT_NOW,
    /** The consolidator takes a snapshot after this event. */
    CONSOLIDATOR_SNAPSHOT_NOW,
    /** Another ledger that asks for blocks is sent the first of them only. */
    BLOCKS_ONE_BY_ONE,
    /** A timer of consensus rings after half its time. */
    CONSENSUS_TIMER_EARLY,
    /** The ledger tells the others how high it is, and gives up on a slow one, at once instead of at the next interval. */
    LEDGER_TICK_EARLY,
    /** A message to another ledger is sent twice. */
    LEDGER_SAYS_TWICE,
    /** A proposal or vote leaves 300 ms after it was signed. */
    CONSENSUS_SPEAKS_LATE,
    /** A nomination has one claim, though there are more. */
    NOMINATION_OF_ONE,
    /** A nomination or record that is not answered yet is sent again after a quarter of its time. */
    CONSOLIDATION_REPEATS_EARLY,
    /** A library that waits for another turns to the next after a quarter of its patience. */
    LIBRARY_NEXT_PEER_EARLY,
    /** A library's sync waits for what else has come in meanwhile. */
    LIBRARY_SYNC_LATER,
    /** A document is not handed to the agent now, but given again later. */
    STUDY_PUT_OFF,
    /** What answered a question is not kept for the next who asks. */
    RECALL_LEARNS_NOTHING,
    /** A timer of recall, after which another node is asked or nobody is waited for, rings after half its time. */
    RECALL_TIMER_EARLY;

    /** As scenarios and reports write it: {@code segment-rolls-early}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
