package dev.darm.node;

import dev.darm.branch.AnchorRules;
import dev.darm.consolidation.ConsolidationSettings;
import dev.darm.consolidation.StatisticsRules;
import dev.darm.consolidation.TombstoneRules;
import dev.darm.ledger.Genesis;
import dev.darm.ledger.Payload;
import dev.darm.ledger.PayloadRules;
import dev.darm.world.FleetWorkers;
import dev.darm.world.Workers;
import java.util.TreeMap;

/** What a deployment demands of the payloads of its chain: the one place that names the rules of every kind. */
public final class DeploymentRules {

    /** Made when it is first asked for, which no node does: those have their world's. */
    private static final class Machine {
        static final Workers WORKERS = new FleetWorkers(Runtime.getRuntime().availableProcessors());
    }

    private DeploymentRules() {}

    /** The rules of the chain of {@code genesis}, for who has no node's file; this machine's processors share in asking them. */
    public static PayloadRules of(Genesis genesis) {
        return of(genesis, ConsolidationSettings.of(GenesisRules.alone(genesis).getConfig("darm")))
                .by(Machine.WORKERS);
    }

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
