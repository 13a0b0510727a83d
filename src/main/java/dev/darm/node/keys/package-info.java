/**
 * The keys of a deployment, in one folder of text files: what makes a node a member and a validator.
 *
 * <p>Two identities that must not be confused. The <em>certificate</em> (<code>&lt;node&gt;.crt</code>, <code>.key</code>,
 * signed by <code>ca.key</code>) admits a node to the network by mutual TLS. The <em>validator key</em>
 * (<code>&lt;node&gt;.validator</code>, Ed25519) signs its votes and is enrolled in the genesis by its public half. A node
 * needs <code>ca.crt</code> and its own three files; <code>ca.key</code> is needed only to add nodes and may be kept
 * elsewhere.
 *
 * <p>Invariants: a key that exists is never overwritten; a secret is never readable by others, not for a moment; a file
 * appears whole or not at all. Realises the design's section on trust; the seeds ask for signatures (000 §5.3) and leave
 * keys open. Read first: {@link dev.darm.node.keys.KeyFolder}.
 */
@NullMarked
package dev.darm.node.keys;

import org.jspecify.annotations.NullMarked;
