/**
 * What a node knows and how sure it may be: the knowledge graph G_K, contradiction, skepticism and the validity suite.
 *
 * <p>Realises seed 002 §5 (what Algorithms 11 and 13 ask of the traversal and skepticism engines) and §9. Words: a
 * <em>statement</em> is a claim read as subject, relation, object and polarity; a claim is <em>grounded</em> when this node
 * has evidence of its own or the swarm agreed on it; a <em>verdict</em> is what the graph says of a claim; a
 * <em>conflict</em> is a known claim that contradicts it; <em>V</em> is the score of the validity suite (BVAS).
 *
 * <p>Invariants: G_K of a node is the chain and its own short-term memory and sources, nothing that another node merely
 * said; a grounded claim without conflict scores 1, an unknown one 0.5, and an ungrounded one never more; nothing here
 * depends on the order in which claims were learned, except which own claims are dropped when there are too many.
 *
 * <p>Read first: {@link dev.darm.knowledge.Verdict}, {@link dev.darm.knowledge.Contradiction}, then {@link
 * dev.darm.knowledge.KnowledgeGraph}.
 */
@NullMarked
package dev.darm.knowledge;

import org.jspecify.annotations.NullMarked;
