package dev.darm.gateway;

import dev.darm.broadcast.BroadcastCounts;
import dev.darm.consolidation.LongTermStatistics;
import dev.darm.memory.source.Library;
import dev.darm.recall.RecallStatistics;
import java.util.Locale;
import java.util.TreeMap;

/** The counts that a node's status shows, by names for people. */
final class StatusCounts {

    private StatusCounts() {}

    static TreeMap<String, Long> of(Library.Statistics library, LongTermStatistics longTerm) {
        TreeMap<String, Long> counts = new TreeMap<>();
        counts.put("documents", (long) library.documents());
        counts.put("documents to study", (long) library.unstudied());
        counts.put("ltm claims", (long) longTerm.total());
        counts.put("ltm bodies missing", (long) longTerm.pending());
        counts.put("ltm contests", (long) longTerm.contests());
        counts.put("ltm bodies forgotten", (long) longTerm.forgotten());
        longTerm.entries()
                .forEach((standing, count) ->
                        counts.put("ltm " + standing.name().toLowerCase(Locale.ROOT), (long) count));
        return counts;
    }

    static TreeMap<String, Long> add(TreeMap<String, Long> counts, RecallStatistics recall) {
        counts.put("questions", recall.lookups());
        counts.put("rrc hits", recall.verbatimHits() + recall.nearHits() + recall.shardHits());
        counts.put("rrc hits from shards", recall.shardHits());
        counts.put("rrc entries", (long) recall.rrcEntries());
        counts.put("rrc questions", (long) recall.rrcQuestions());
        counts.put("vectors outdated", (long) recall.outdated());
        counts.put("rrc shard entries", (long) recall.shardEntries());
        counts.put("rrc shard questions", (long) recall.shardQuestions());
        counts.put("rrc shard lookups", recall.shardLookups());
        counts.put("rrc shard lookups late", recall.shardLate());
        return counts;
    }

    static TreeMap<String, Long> add(TreeMap<String, Long> counts, BroadcastCounts broadcast) {
        counts.put("broadcast copies", broadcast.copies());
        counts.put("broadcast copy bytes", broadcast.copyBytes());
        counts.put("broadcast overhead bytes", broadcast.overheadBytes());
        counts.put("broadcast requests", broadcast.requests());
        counts.put("broadcast taken", broadcast.taken());
        counts.put("broadcast repaired", broadcast.repaired());
        counts.put("broadcast refused", broadcast.refused());
        return counts;
    }
}
