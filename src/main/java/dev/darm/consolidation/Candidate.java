package dev.darm.consolidation;

import dev.darm.codec.Hash;
import java.util.List;

/**
 * A claim that may be nominated: eligible in short-term memory, or to be withdrawn.
 *
 * @param salience basis points
 * @param targets as in {@link NominationItem#targets}
 */
public record Candidate(NominationItem.Kind kind, ClaimBody body, int salience, List<Hash> targets) {

    public Candidate {
        targets = List.copyOf(targets);
    }
}
