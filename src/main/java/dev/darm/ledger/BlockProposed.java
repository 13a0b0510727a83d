package dev.darm.ledger;

import dev.darm.codec.Hash;

/** This node made a block and proposes it; on the actor system's event stream, for those who measure. */
public record BlockProposed(long height, Hash hash) {}
