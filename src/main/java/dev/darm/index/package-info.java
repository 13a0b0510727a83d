/**
 * Finding the nearest vectors.
 *
 * <p>Words: a <em>key</em> names a vector, the <em>cosine</em> of two vectors is their likeness, a <em>match</em> is a key
 * with its cosine. Invariants: results are sorted by cosine, equal cosines by key, so that two nodes with the same
 * vectors answer the same; nothing here reads a clock or a random number. Realises the nearest-neighbour searches of seed
 * 002 §3 and §4 (novelty, deduplication, the Rapid Retrieval Cache) exactly; an approximate index has to beat this one.
 *
 * <p>Read first: {@link dev.darm.index.ExactScan}.
 */
@NullMarked
package dev.darm.index;

import org.jspecify.annotations.NullMarked;
