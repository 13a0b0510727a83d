/**
 * Recall: from a question to an answer at once, or to the claims from which one can be inferred.
 *
 * <p>Realises seed 002 §3.5, §7 (Algorithm 16) and §10 ("GTE Query Priority") as decided in the decisions on recall. The
 * <em>ladder</em> has these rungs, tried in order:
 *
 * <ol>
 *   <li><em>RRC</em>, the Rapid Retrieval Cache: a long-term entry with confidence and cosine of at least 0.85 each answers
 *       at once. It keeps, beside an entry's own vector, the vectors of questions that the entry answered, <em>taught</em>
 *       by gossip from whichever node answered first. What a node has no room for lies in the shards of its owners ({@link
 *       dev.darm.recall.ShardedCache}).
 *   <li><em>STM</em> and <em>LTM</em>: candidates, found by words (Lucene, BM25F) and by vectors (cosine), fused by
 *       reciprocal rank; they lead to inference and answer nothing by themselves.
 * </ol>
 *
 * The distributed hash table is a later rung and is not here.
 *
 * <p>Invariants: an entry that is withdrawn, superseded or quarantined is in no index; a contested one never answers without its
 * counterpart; a cached answer never serves a question that names something which neither the taught question nor the
 * claim names ({@link dev.darm.recall.Question#coveredBy}). Everything here is derived: cleared at start and rebuilt from
 * {@link dev.darm.memory.MemoryNews}. Taught questions are kept by no node on disk; a node that starts asks its peers for
 * theirs, so they survive as long as one node stays up, and are taught anew after a loss of power everywhere.
 *
 * <p>Each vector names its encoder, and only vectors of one encoder are compared. When the encoder changes, old vectors are
 * made anew in small batches; until then a question is encoded by every encoder that made a vector here.
 *
 * <p>Read first: {@link dev.darm.recall.RecallCore}, then {@link dev.darm.recall.RapidRetrievalCache}.
 */
@NullMarked
package dev.darm.recall;

import org.jspecify.annotations.NullMarked;
