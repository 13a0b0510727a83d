package dev.darm.recall;

import dev.darm.codec.Hash;
import dev.darm.memory.Claim;
import dev.darm.memory.LongTermEntry;
import dev.darm.memory.LongTermEntry.Standing;
import dev.darm.memory.SourceRef;
import java.util.List;
import java.util.Optional;

/**
 * A claim that may hold what a question asks for.
 *
 * @param tier LTM or STM; LTM where both hold the claim
 * @param claim what is said
 * @param sources where, at least one
 * @param heading the headings above the first source; empty when there are none
 * @param confidence of the claim, 0 to 1
 * @param cosine of the claim and the question, −1 to 1; 0 where either has no vector
 * @param lexical BM25 score, 0 and above; 0 where words alone would not have found it
 * @param fused reciprocal rank score, above 0; 0 for one that is here as a counterpart only
 * @param commitment of its block, in LTM
 * @param standing HELD in STM, and what long-term memory says of it in LTM
 * @param counterpart the other side, of a contested claim, where this node knows it
 */
public record Candidate(
        Tier tier,
        Claim claim,
        List<SourceRef> sources,
        String heading,
        double confidence,
        double cosine,
        double lexical,
        double fused,
        Optional<Hash> commitment,
        Standing standing,
        Optional<LongTermEntry> counterpart) {

    public Candidate {
        sources = List.copyOf(sources);
    }
}
