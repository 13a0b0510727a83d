package dev.darm.memory;

import java.time.Instant;

/**
 * What an agent's episodic buffer keeps of one thought (seed 002 §3.2, Algorithm 10).
 *
 * @param origin names the reasoning or the document it came from
 * @param claim what was concluded or read, with its epistemic tuple (confidence, uncertainty)
 * @param vector of the claim's text
 * @param salience at encoding, 0 to 1
 * @param reward normalised, 0 to 1
 * @param at when it was encoded
 */
public record Trace(
        String origin, ExtractedClaim claim, Embedding vector, double salience, double reward, Instant at) {}
