package dev.darm.node.keys;

import java.io.IOException;

/** A key or certificate that is missing or cannot be used; the message names the file, the reason and what to do. */
public final class UnusableKey extends IOException {

    private static final long serialVersionUID = 1L;

    public UnusableKey(String message) {
        super(message);
    }
}
