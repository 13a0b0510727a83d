package dev.darm.ledger.consensus;

/** Where a validator stands in a round. The order is that of the paper: a later step is greater. */
public enum Step {
    /** The height has not begun: there is nothing to decide yet. */
    IDLE,
    /** Waits for the proposer's offer. */
    PROPOSE,
    /** Has prevoted and waits for a quorum of prevotes. */
    PREVOTE,
    /** Has precommitted and waits for a quorum of precommits. */
    PRECOMMIT,
    /** The height is decided; the next one has not begun. */
    DECIDED
}
