package dev.darm.consolidation;

import dev.darm.codec.MalformedBytes;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import dev.darm.ledger.PublicKey;
import dev.darm.ledger.ValidatorSet;
import java.util.Optional;

/**
 * What every validator demands of a tombstone: an enrolled proposer, and signed consents of ⌈τ_c × enrolled heads⌉ heads,
 * the proposer among them. Whether a commitment stands in the chain is for the heads that consent: a rule looks at nothing
 * but the block, and a tombstone of what never was destroys nothing.
 *
 * @param chainId that the consents are signed for
 * @param tau τ_c in basis points, as for promotion
 */
public record TombstoneRules(String chainId, int tau) implements PayloadRules {

    @Override
    public Optional<String> refuse(Payload payload, ValidatorSet validators) {
        if (payload.kind() != Payload.TOMBSTONE)
            return Optional.of("payload kind " + payload.kind() + " is not a tombstone");
        try {
            return refuse(Tombstone.of(payload), validators);
        } catch (MalformedBytes | IllegalArgumentException malformed) {
            return Optional.of("not a tombstone: " + malformed.getMessage());
        }
    }

    private Optional<String> refuse(Tombstone tombstone, ValidatorSet validators) {
        ForgetRequest request = tombstone.request();
        if (!validators.enrols(request.proposer(), request.key()))
            return Optional.of("the proposer " + request.proposer() + " is not enrolled with that key");
        PublicKey last = null;
        boolean own = false;
        for (Consent consent : tombstone.consents()) {
            String of = "the consent of " + consent.head();
            if (last != null && last.compareTo(consent.head()) >= 0)
                return Optional.of("the consents are not in the order of their heads' keys, one each");
            last = consent.head();
            if (validators.find(consent.head()).isEmpty()) return Optional.of(of + ": not enrolled");
            if (!consent.request().equals(request.id())) return Optional.of(of + " is for another request");
            if (!consent.verifies(chainId)) return Optional.of(of + " has a wrong signature");
            own |= consent.head().equals(request.key());
        }
        int needed = new Quorum(validators, tau, 1).needed();
        if (!own) return Optional.of("the proposer itself does not consent");
        return tombstone.consents().size() >= needed
                ? Optional.empty()
                : Optional.of("%d heads consent, %d must"
                        .formatted(tombstone.consents().size(), needed));
    }
}
