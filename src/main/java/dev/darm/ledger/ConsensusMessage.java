package dev.darm.ledger;

import dev.darm.codec.Canonical;

/**
 * What validators sign and send each other to decide a block: a {@link Proposal} or a {@link Vote}.
 *
 * <p>The signed bytes start with a domain string and the chain id, so a message of another kind, type or chain never
 * verifies. They do not hold the key: the key that verifies is the {@link #validator}.
 */
public sealed interface ConsensusMessage extends Canonical permits Proposal, Vote {

    /** 1 or more. */
    long height();

    /** 0 or more. */
    int round();

    /** Who signed. */
    PublicKey validator();

    Signature signature();

    /** What {@link #signature} is over, on chain {@code chainId}. */
    byte[] signedBytes(String chainId);

    /**
     * Whether {@link #validator} is one of {@code validators} and signed this message for chain {@code chainId}. Faster than
     * without them, because the order of an enrolled key is known.
     */
    default boolean verifies(String chainId, ValidatorSet validators) {
        return validators
                .find(validator())
                .filter(member -> signature().verifies(member.key(), signedBytes(chainId)))
                .isPresent();
    }

    /** Whether {@link #validator}, enrolled or not, signed this message for chain {@code chainId}. */
    default boolean verifies(String chainId) {
        return signature().verifies(validator(), signedBytes(chainId));
    }

    /** Refuses a height below 1 or a round below 0. */
    static void requireHeightAndRound(long height, int round) {
        if (height < 1) throw new IllegalArgumentException("height must be 1 or more: " + height);
        if (round < 0) throw new IllegalArgumentException("round must be 0 or more: " + round);
    }
}
