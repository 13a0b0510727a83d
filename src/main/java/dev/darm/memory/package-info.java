/**
 * What a node remembers: sources and claims, traces with their salience and decay, the episodic buffer of an agent, and
 * short-term memory.
 *
 * <p>Realises seed 002 §3 (tiers 0 to 2), §4 and §8.1 with Algorithms 10, 11 and 17. Words: a <em>document</em> is fed
 * under a URI and cut into <em>passages</em>; a <em>claim</em> is one statement read from a passage; its id is the hash of
 * its normalised content, so that two nodes mean the same fact by the same id.
 *
 * <p>Read first: {@link dev.darm.memory.Claim}, {@link dev.darm.memory.Document}.
 */
@NullMarked
package dev.darm.memory;

import org.jspecify.annotations.NullMarked;
