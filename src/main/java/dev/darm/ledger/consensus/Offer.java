package dev.darm.ledger.consensus;

import dev.darm.ledger.PublicKey;
import dev.darm.ledger.Signature;

/**
 * A signed proposal of a value: PROPOSAL(height, round, value, validRound) of the paper.
 *
 * @param height 1 or more
 * @param round 0 or more
 * @param validRound the earlier round in which the value had a polka, or −1
 * @param validator who signed
 */
public record Offer<V>(long height, int round, int validRound, V value, PublicKey validator, Signature signature) {

    public Offer {
        if (height < 1) throw new IllegalArgumentException("height must be 1 or more: " + height);
        if (validRound < -1 || validRound >= round)
            throw new IllegalArgumentException("valid round must be -1 to " + (round - 1) + ": " + validRound);
    }
}
