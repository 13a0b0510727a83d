package dev.darm.memory;

/**
 * A claim as read from a passage.
 *
 * @param claim what is said
 * @param source where
 * @param heading the headings above it, joined by " › "; empty when there are none
 * @param confidence how sure the reading is that the source asserts this, 0 to 1 (a hedged sentence less)
 * @param uncertainty epistemic uncertainty u_ep of that reading, 0 to 1
 */
public record ExtractedClaim(Claim claim, SourceRef source, String heading, double confidence, double uncertainty) {}
