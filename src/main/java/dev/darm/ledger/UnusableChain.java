package dev.darm.ledger;

import java.io.IOException;
import java.util.Optional;

/** A log that cannot be opened as the chain of a genesis; the message says why and what to do. Nothing was changed. */
public final class UnusableChain extends IOException {

    private static final long serialVersionUID = 1L;

    /** 0 when no height is known. */
    private final long height;

    public UnusableChain(String message) {
        super(message);
        this.height = 0;
    }

    private UnusableChain(long height, String message) {
        super(message);
        this.height = height;
    }

    /** The block of {@code height} is the first that is damaged or missing. */
    static UnusableChain at(long height, String why) {
        return new UnusableChain(
                height,
                "the chain is damaged at height %d: %s Nothing was changed. Stop the node and fetch what is damaged from the others: ./darm chain repair FILE"
                        .formatted(height, why));
    }

    /** In a file that is read, the block of {@code height} is the first that is damaged or missing. */
    static UnusableChain inFile(long height, String why) {
        return new UnusableChain(height, why);
    }

    /** The first height that is damaged or missing, when it is known. */
    public Optional<Long> height() {
        return height == 0 ? Optional.empty() : Optional.of(height);
    }
}
