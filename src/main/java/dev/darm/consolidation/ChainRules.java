package dev.darm.consolidation;

import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import java.util.Map;
import java.util.TreeMap;

/** The rules of a deployment's chain: what its validators demand of each kind of payload. */
public final class ChainRules {

    private ChainRules() {}

    public static PayloadRules of(ConsolidationSettings settings, String chainId) {
        return PayloadRules.byKind(new TreeMap<>(Map.of(
                Payload.CONSOLIDATION,
                settings.rules(chainId),
                Payload.TOMBSTONE,
                new TombstoneRules(chainId, settings.tau()))));
    }
}
