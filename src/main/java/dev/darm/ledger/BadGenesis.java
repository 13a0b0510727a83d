package dev.darm.ledger;

/** A genesis file that is not one; the message names the file, the place, what was found and what was expected. */
public final class BadGenesis extends Exception {

    private static final long serialVersionUID = 1L;

    public BadGenesis(String message) {
        super(message);
    }
}
