package dev.darm.ledger;

import java.io.IOException;

/** A log that cannot be opened as the chain of a genesis; the message says why and what to do. Nothing was changed. */
public final class UnusableChain extends IOException {

    private static final long serialVersionUID = 1L;

    public UnusableChain(String message) {
        super(message);
    }
}
