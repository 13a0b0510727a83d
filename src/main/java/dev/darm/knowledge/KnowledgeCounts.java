package dev.darm.knowledge;

/**
 * The size of the graph.
 *
 * @param claims nodes that are claims
 * @param longTerm of those, in long-term memory
 * @param own of those, with evidence of this node's own
 * @param entities nodes that are subjects or objects of claims
 */
public record KnowledgeCounts(int claims, int longTerm, int own, int entities) {}
