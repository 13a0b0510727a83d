package dev.darm.ledger;

/** What happened to the ledger on this node, published on the actor system's event stream. */
public sealed interface LedgerNews {

    /**
     * The block is decided and durable here. Told once a height and run, in the order of the heights; not of blocks that were
     * taken over abridged.
     */
    record BlockCommitted(CommittedBlock block) implements LedgerNews {}
}
