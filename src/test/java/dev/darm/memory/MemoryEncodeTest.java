package dev.darm.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryEncodeTest {

    private final MemorySettings settings = Memories.settings();
    private final EpisodicBuffer buffer = new EpisodicBuffer(64);

    @Test
    void aClearAndNewClaimFromASourceIsEncoded() {
        List<Trace> encoded = encode(MemoryEncode.Candidate.read(
                Memories.read("Artery listens on port 25520.", "a.md"), Memories.vector("artery"), 0));

        assertThat(encoded).hasSize(1);
        assertThat(encoded.getFirst().salience())
                .isGreaterThanOrEqualTo(settings.shortTerm().nominateSalience());
        assertThat(buffer.traces()).isEqualTo(encoded);
    }

    @Test
    void aFactLikeManyOthersFromASourceCanStillBeNominated() {
        for (int jar = 0; jar < 20; jar++) {
            List<Trace> encoded = encode(MemoryEncode.Candidate.read(
                    Memories.read("Jar " + jar + " stands on shelf " + (100 + jar) + ".", "a.md"),
                    Memories.vector("jar shelf"),
                    0));

            assertThat(encoded.getFirst().salience())
                    .isGreaterThanOrEqualTo(settings.shortTerm().nominateSalience());
        }
    }

    @Test
    void aClaimThatItsReadingDoubtsIsNot() {
        Claim claim = Claim.of("Artery may listen on port 25520.");
        ExtractedClaim unsure = new ExtractedClaim(claim, Memories.source("a.md"), "", 0.49, 0.1);
        ExtractedClaim vague = new ExtractedClaim(claim, Memories.source("a.md"), "", 0.9, 0.51);

        assertThat(encode(
                        MemoryEncode.Candidate.read(unsure, Memories.vector("a"), 0),
                        MemoryEncode.Candidate.read(vague, Memories.vector("b"), 0)))
                .isEmpty();
        assertThat(buffer.size()).isZero();
    }

    @Test
    void aClaimReadAgainFromItsDocumentIsAsSalientAsBefore() {
        MemoryEncode.Candidate candidate = MemoryEncode.Candidate.read(
                Memories.read("Artery listens on port 25520.", "a.md"), Memories.vector("artery"), 0);
        double first = encode(candidate).getFirst().salience();

        assertThat(encode(candidate).getFirst().salience()).isEqualTo(first);
        assertThat(MemoryEncode.encode(settings, buffer, "b.md", List.of(candidate), Instant.EPOCH)
                        .getFirst()
                        .salience())
                .isLessThan(first);
    }

    @Test
    void aKnownThoughtWithoutRewardIsNot() {
        ExtractedClaim claim = Memories.read("Artery listens on port 25520.", "a.md");
        Embedding vector = Memories.vector("artery");
        encode(MemoryEncode.Candidate.read(claim, vector, 0));

        assertThat(encode(new MemoryEncode.Candidate(claim, vector, 0, 0))).isEmpty();
    }

    @Test
    void theOrderOfOnePassagesClaimsDoesNotMatter() {
        MemoryEncode.Candidate one = MemoryEncode.Candidate.read(
                Memories.read("The chain has blocks.", "a.md"), Memories.vector("chain blocks"), 0);
        MemoryEncode.Candidate two = MemoryEncode.Candidate.read(
                Memories.read("The chain holds blocks.", "a.md"), Memories.vector("chain blocks"), 0);

        List<Trace> forth = encode(one, two);

        assertThat(forth.get(0).salience()).isEqualTo(forth.get(1).salience());
    }

    private List<Trace> encode(MemoryEncode.Candidate... candidates) {
        return MemoryEncode.encode(settings, buffer, "a.md", List.of(candidates), Instant.EPOCH);
    }
}
