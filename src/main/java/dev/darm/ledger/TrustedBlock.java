package dev.darm.ledger;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.darm.codec.Hash;
import java.util.Optional;

/**
 * A block whose hash an operator has from elsewhere ({@code darm.ledger.trusted}): the chain leads through it, whatever keys signed
 * another one. Keys of validators of long ago may have been lost or sold, and cost nothing to sign with; who was away for longer
 * than such keys are safe cannot tell by signatures which chain is the true one (weak subjectivity).
 *
 * @param height 1 or more
 */
public record TrustedBlock(long height, Hash hash) {

    private static final String HEIGHT = "trusted.height";
    private static final String HASH = "trusted.hash";

    public TrustedBlock {
        if (height < 1) throw new IllegalArgumentException("a trusted block has height 1 or more: " + height);
    }

    /** Reads {@code trusted} of the section {@code darm.ledger}; empty when neither key is set. */
    static Optional<TrustedBlock> of(Config ledger) {
        String height = ledger.getString(HEIGHT);
        String hash = ledger.getString(HASH);
        if (height.isEmpty() && hash.isEmpty()) return Optional.empty();
        if (hash.isEmpty()) throw bad(ledger, HEIGHT, "darm.ledger.trusted.hash beside it", "none");
        if (height.isEmpty()) throw bad(ledger, HASH, "darm.ledger.trusted.height beside it", "none");
        if (!height.matches("0*[1-9][0-9]{0,17}")) throw bad(ledger, HEIGHT, "a height from 1 on", height);
        if (!hash.matches("[0-9a-fA-F]{64}")) throw bad(ledger, HASH, "64 hexadecimal digits", hash);
        return Optional.of(new TrustedBlock(Long.parseLong(height), Hash.ofHex(hash)));
    }

    private static ConfigException bad(Config ledger, String path, String expected, String found) {
        return new ConfigException.BadValue(
                ledger.getValue(path).origin(), "darm.ledger." + path, "expected " + expected + ", found " + found);
    }

    /** Why a chain with {@code header} does not lead through this block; empty when it may. */
    Optional<String> refusal(BlockHeader header) {
        return header.height() == height ? refusal(header.hash()) : Optional.empty();
    }

    /** Why a chain whose block of this height has hash {@code found} does not lead through this block; empty when it does. */
    Optional<String> refusal(Hash found) {
        return found.equals(hash)
                ? Optional.empty()
                : Optional.of("the block of height " + height + " has hash " + found
                        + ", but darm.ledger.trusted names " + hash + ": it is another chain, or the setting is wrong");
    }

    @Override
    public String toString() {
        return "height " + height + ", hash " + hash;
    }
}
