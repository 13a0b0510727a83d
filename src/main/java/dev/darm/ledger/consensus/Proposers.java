package dev.darm.ledger.consensus;

import dev.darm.ledger.PublicKey;

/** {@code proposer(h, r)} of the paper: who offers a value; the same answer on every validator. */
@FunctionalInterface
public interface Proposers {

    PublicKey proposer(long height, int round);
}
