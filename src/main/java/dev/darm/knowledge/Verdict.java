package dev.darm.knowledge;

import dev.darm.codec.Hash;
import java.util.List;

/**
 * What this node's graph says of a claim.
 *
 * @param claimId the claim judged
 * @param bfsScore 1 for a grounded claim without conflict, 0.5 when nothing is known, less by the weight of the strongest
 *     conflict; 0 to 1
 * @param grounding what the claim rests on
 * @param conflicts what contradicts it, the strongest first
 */
public record Verdict(Hash claimId, double bfsScore, Grounding grounding, List<Conflict> conflicts) {

    public Verdict {
        conflicts = List.copyOf(conflicts);
    }

    /** The weight of the strongest conflict, 0 when there is none. */
    public double conflict() {
        return conflicts.stream().mapToDouble(Conflict::weight).max().orElse(0);
    }

    /** The score that the claim has as a challenge: judged without the conflict term, as a correction is. */
    public double scoreWithoutConflict() {
        return grounding.grounded() ? KnowledgeGraph.GROUNDED : KnowledgeGraph.UNKNOWN;
    }

    /** Ids of the contradicting claims, sorted. */
    public List<Hash> conflictsWith() {
        return conflicts.stream().map(Conflict::claimId).distinct().sorted().toList();
    }

    /** True when a claim of long-term memory contradicts it. */
    public boolean challengesLongTerm() {
        return conflicts.stream().anyMatch(Conflict::longTerm);
    }
}
