package dev.darm.knowledge;

import dev.darm.codec.Hash;
import dev.darm.memory.Claim;
import dev.darm.memory.SourceRef;
import java.util.List;

/**
 * A nominated claim as it arrived, to be judged by its bytes alone; the proposer's word is worth nothing.
 *
 * @param claimId what the proposer calls it
 * @param claimBytes the claim's canonical bytes
 * @param heading the headings above its first source
 * @param sources where it is said to stand
 */
public record Exhibit(Hash claimId, byte[] claimBytes, String heading, List<SourceRef> sources) {

    public Exhibit {
        sources = List.copyOf(sources);
    }

    public static Exhibit of(Claim claim, String heading, List<SourceRef> sources) {
        return new Exhibit(claim.id(), claim.bytes(), heading, sources);
    }
}
