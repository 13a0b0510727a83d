/**
 * What a node remembers: sources and claims, traces with their salience and decay, the episodic buffer of an agent, and
 * short-term memory.
 *
 * <p>Realises seed 002 §3 (tiers 0 to 2), §4 and §8.1 with Algorithms 10, 11 and 17. Words: a <em>document</em> is fed
 * under a URI and cut into <em>passages</em>; a <em>claim</em> is one statement read from a passage; its id is the hash of
 * its normalised content, so that two nodes mean the same fact by the same id. A <em>trace</em> is a thought in an agent's
 * episodic buffer; an <em>entry</em> is a claim in short-term memory, held by the <em>shard</em> that its id names;
 * <em>salience</em> is what it is worth, <em>decay</em> how that fades; an <em>echo</em> is a source that says the same in
 * other words; a <em>contested</em> entry contradicts what is known, and has evidence.
 *
 * <p>Invariants: an outcome is told only when it is durable; a claim has one entry, and the same claim from the same source
 * changes nothing; two claims that differ in a number, a negation or any other word that carries meaning are never merged;
 * a shard never holds more than its capacity, and never evicts what waits for the swarm's agreement; lifetimes and decay
 * run only while the node can reach a quorum; what was stored rebuilds the shard, except that a nomination under way is
 * pending again.
 *
 * <p>Read first: {@link dev.darm.memory.Claim}, {@link dev.darm.memory.Document}, then {@link
 * dev.darm.memory.MemoryEncode}, {@link dev.darm.memory.StmCore}.
 */
@NullMarked
package dev.darm.memory;

import org.jspecify.annotations.NullMarked;
