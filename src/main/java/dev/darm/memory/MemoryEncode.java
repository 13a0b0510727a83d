package dev.darm.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Algorithm 10: which claims of one line of thought, or of one passage, the agent's episodic buffer takes in. */
public final class MemoryEncode {

    private MemoryEncode() {}

    /**
     * A claim that may be worth keeping.
     *
     * @param vector of the claim's text
     * @param reward normalised reward, 0 to 1; 1 for a claim read from a source
     * @param frequency see {@link Salience#frequency}, 0 to 1
     */
    public record Candidate(ExtractedClaim claim, Embedding vector, double reward, double frequency) {

        /** A claim read from a source: it starts with full reward, or nothing new could ever be nominated. */
        public static Candidate read(ExtractedClaim claim, Embedding vector, double frequency) {
            return new Candidate(claim, vector, 1, frequency);
        }

        private boolean read() {
            return reward == 1;
        }
    }

    /**
     * Pushes every candidate that is clear (confidence and uncertainty) and salient enough, and returns those traces in the
     * order of the candidates. Novelty is against the buffer as it was before, so that the order of one passage's claims
     * does not matter.
     */
    public static List<Trace> encode(
            MemorySettings settings, EpisodicBuffer buffer, String origin, List<Candidate> candidates, Instant now) {
        List<Trace> encoded = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (!clear(settings, candidate.claim)) continue;
            double salience = salience(settings, buffer, origin, candidate);
            if (salience < settings.salienceThreshold()) continue;
            encoded.add(new Trace(origin, candidate.claim, candidate.vector, salience, candidate.reward, now));
        }
        encoded.forEach(buffer::push);
        return encoded;
    }

    private static boolean clear(MemorySettings settings, ExtractedClaim claim) {
        return claim.confidence() >= settings.confidenceGate() && claim.uncertainty() <= settings.uncertaintyGate();
    }

    private static double salience(MemorySettings settings, EpisodicBuffer buffer, String origin, Candidate candidate) {
        return Salience.score(
                settings.weights(),
                new Salience.Signals(
                        buffer.novelty(
                                candidate.read() ? origin : "",
                                candidate.claim.claim(),
                                candidate.vector,
                                settings.alikeness()),
                        candidate.reward,
                        candidate.frequency,
                        candidate.claim.confidence()));
    }
}
