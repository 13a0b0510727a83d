package dev.darm.branch;

import dev.darm.codec.ByteReader;
import dev.darm.codec.MalformedBytes;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.ValidatorSet;
import java.util.Optional;

/**
 * What an anchor must be to stand in a block: readable, and signed by its author for this chain. Whether there are records
 * below it is not looked at: an anchor of nothing proves nothing.
 */
public record AnchorRules(String chainId) implements PayloadRules {

    @Override
    public Optional<String> refuse(Payload payload, ValidatorSet validators) {
        try {
            Anchor anchor = ByteReader.readAll(payload.content(), Anchor::read);
            return anchor.verifies(chainId)
                    ? Optional.empty()
                    : Optional.of("the anchor is not signed by " + anchor.author() + " for chain " + chainId);
        } catch (MalformedBytes e) {
            return Optional.of("the anchor cannot be read: " + e.getMessage());
        }
    }
}
