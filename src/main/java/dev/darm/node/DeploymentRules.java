package dev.darm.node;

import dev.darm.branch.AnchorRules;
import dev.darm.consolidation.ConsolidationSettings;
import dev.darm.consolidation.StatisticsRules;
import dev.darm.consolidation.TombstoneRules;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import java.util.TreeMap;

/** What a deployment demands of the payloads of its chain: the one place that names the rules of every kind. */
final class DeploymentRules {

    private DeploymentRules() {}

    static PayloadRules of(Genesis genesis, ConsolidationSettings consolidating) {
        String chainId = genesis.chainId();
        TreeMap<Integer, PayloadRules> rules = new TreeMap<>();
        rules.put(Payload.CONSOLIDATION, consolidating.rules(chainId));
        rules.put(Payload.STATISTICS, new StatisticsRules(chainId, consolidating.tau()));
        rules.put(Payload.TOMBSTONE, new TombstoneRules(chainId, consolidating.tau()));
        rules.put(Payload.ANCHOR, new AnchorRules(chainId));
        return PayloadRules.byKind(rules);
    }
}
