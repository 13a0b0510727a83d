/**
 * The chain: blocks, keys, Merkle trees and Byzantine-fault-tolerant consensus.
 *
 * <p>A block carries payloads, each a kind and bytes; what a payload means is decided above this package through {@link
 * dev.darm.ledger.PayloadRules}, and committed blocks travel upward as news. Consensus is the algorithm of "The latest
 * gossip on BFT consensus" (arXiv 1807.04938), a plain state machine that opens no file and reads no clock. Hashes are
 * SHA-256, trees RFC 6962, signatures Ed25519 (RFC 8032) verified by one provider everywhere.
 *
 * <p>Realises seed 000 §5.3, §7.4, §8.2 and §8.3. Words: <em>height</em> (0 is the genesis, blocks start at 1),
 * <em>round</em>, <em>validator</em> (an enrolled key), <em>certificate</em> (precommits of more than two thirds of the
 * power for one block), <em>payload</em>.
 *
 * <p>Invariants: at most ⌊(N − 1)/3⌋ of the power is Byzantine; every vote and proposal is durable before it is sent; no
 * two certificates exist for one height.
 */
@NullMarked
package dev.darm.ledger;

import org.jspecify.annotations.NullMarked;
