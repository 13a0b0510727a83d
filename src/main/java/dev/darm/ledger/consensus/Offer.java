package dev.darm.ledger.consensus;

import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Signature;
import dev.darm.ledger.Statement;
import java.util.List;

/**
 * A signed proposal of a value: PROPOSAL(height, round, value, validRound) of the paper.
 *
 * @param height 1 or more
 * @param round 0 or more
 * @param validRound the earlier round in which the value had a polka, or −1
 * @param validator who signed
 * @param because on the fast path the statements that admit the value in a round after the first; the signature is not over
 *     them, as they prove themselves
 */
public record Offer<V>(
        long height,
        int round,
        int validRound,
        V value,
        PublicKey validator,
        Signature signature,
        List<Statement> because) {

    public Offer {
        if (height < 1) throw new IllegalArgumentException("height must be 1 or more: " + height);
        if (validRound < -1 || validRound >= round)
            throw new IllegalArgumentException("valid round must be -1 to " + (round - 1) + ": " + validRound);
        because = List.copyOf(because);
    }

    /** An offer that needs no statements. */
    public Offer(long height, int round, int validRound, V value, PublicKey validator, Signature signature) {
        this(height, round, validRound, value, validator, signature, List.of());
    }

    /** The same offer with the statements that admit it. */
    Offer<V> with(List<Statement> statements) {
        return new Offer<>(height, round, validRound, value, validator, signature, statements);
    }
}
