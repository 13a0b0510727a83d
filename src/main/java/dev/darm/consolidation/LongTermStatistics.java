package dev.darm.consolidation;

import dev.darm.memory.LongTermEntry;
import java.util.SortedMap;

/**
 * How much long-term memory holds.
 *
 * @param applied height of the last block applied
 * @param chainHeight height of the chain at this node's validator
 * @param records consolidation records applied
 * @param entries entries by standing
 * @param contests contests that are open
 * @param pending commitments whose bodies are not here
 * @param forgotten commitments that a tombstone named
 */
public record LongTermStatistics(
        long applied,
        long chainHeight,
        long records,
        SortedMap<LongTermEntry.Standing, Integer> entries,
        int contests,
        int pending,
        int forgotten) {

    public int total() {
        return entries.values().stream().mapToInt(Integer::intValue).sum();
    }
}
