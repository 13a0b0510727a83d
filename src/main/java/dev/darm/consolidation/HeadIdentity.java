package dev.darm.consolidation;

import dev.darm.ledger.SigningKey;

/**
 * Who a head is on its chain.
 *
 * @param name the node's name, as enrolled
 * @param key its signing key
 * @param chainId of the genesis; ballots hold on this chain only
 */
public record HeadIdentity(String name, SigningKey key, String chainId) {}
