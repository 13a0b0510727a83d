package dev.darm.knowledge;

import dev.darm.codec.Hash;

/**
 * A claim that this node knows and that contradicts the one judged.
 *
 * @param claimId the other claim
 * @param weight how much it counts, 0 to 1: its confidence, times the trust in where it stands
 * @param rule why the two contradict each other
 * @param longTerm true when the other is in long-term memory, so that the judged one is a challenge
 */
public record Conflict(Hash claimId, double weight, Contradiction.Rule rule, boolean longTerm) {}
