package dev.darm.memory;

import dev.darm.codec.Hash;
import java.util.List;

/**
 * A claim on its way from an episodic buffer into short-term memory, with the verdict of the graph (BFS, k = 1) on it.
 *
 * @param claim what is said, where, and how sure the reading is
 * @param vector of the claim's text
 * @param salience 0 to 1
 * @param validation this node's judgement
 * @param conflict weight of the strongest contradiction that the graph found, 0 to 1
 * @param conflictsWith ids of the contradicting claims, sorted
 */
public record StmCandidate(
        ExtractedClaim claim,
        Embedding vector,
        double salience,
        Validation validation,
        double conflict,
        List<Hash> conflictsWith) {

    public StmCandidate {
        Salience.requireFraction("salience", salience);
        Salience.requireFraction("conflict", conflict);
        conflictsWith = List.copyOf(conflictsWith);
    }
}
