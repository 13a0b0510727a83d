package dev.darm.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import dev.darm.consolidation.ConsolidationSettings;
import dev.darm.ledger.ChainRules;
import dev.darm.ledger.Genesis;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys of the configuration that are rules of the chain. A node file states them for {@code ./darm genesis}, which
 * enrols them; from then on the genesis decides, and a node file may repeat what it says but not contradict it.
 */
public final class GenesisRules {

    private GenesisRules() {}

    /** The rules that a node file asks for, which a new genesis enrols. */
    public static ChainRules asked(NodeConfig config) {
        return asked(config.all());
    }

    private static ChainRules asked(Config all) {
        Config darm = all.getConfig("darm");
        ConsolidationSettings settings = ConsolidationSettings.of(darm);
        Config contradiction = darm.getConfig("knowledge.contradiction");
        try {
            return new ChainRules(
                    settings.tau(),
                    settings.minIndependent(),
                    settings.ballotWindow(),
                    settings.contestVotes(),
                    settings.contestPeriod(),
                    settings.commitConfidence(),
                    settings.commitSpread(),
                    settings.statistics().growth().share(),
                    settings.statistics().growth().least(),
                    contradiction.getStringList("functional"),
                    contradiction.getStringList("measuring"),
                    darm.getBoolean("ledger.fast-path"));
        } catch (IllegalArgumentException e) {
            throw StartFailure.of(new ConfigException.BadValue(
                    contradiction.root().origin(), "darm.knowledge.contradiction", String.valueOf(e.getMessage())));
        }
    }

    /**
     * {@code config} with the rules of {@code genesis} in place of the defaults.
     *
     * @throws StartFailure when the configuration sets a rule otherwise, with the file, the line and what was expected
     */
    static NodeConfig under(NodeConfig config, Genesis genesis) {
        Map<String, Object> enrolled = keys(genesis.rules());
        Map<String, Object> asked = keys(asked(config));
        Config reference = ConfigFactory.defaultReference();
        for (Map.Entry<String, Object> rule : enrolled.entrySet()) {
            String key = rule.getKey();
            if (rule.getValue().equals(asked.get(key))) continue;
            ConfigValue found = config.all().getValue(key);
            if (!isDefault(reference, key, found.origin())) throw refusal(config, rule, found);
        }
        Config rules = ConfigFactory.parseMap(enrolled, "the genesis " + config.genesisFile());
        return config.withAll(rules.withFallback(config.all()).resolve());
    }

    /** The defaults with the rules of {@code genesis}. */
    static Config alone(Genesis genesis) {
        return ConfigFactory.parseMap(keys(genesis.rules()), "the genesis")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    /** Which rules two node files ask for differently, each with both values; empty when none. */
    public static Map<String, String> differences(NodeConfig one, NodeConfig other) {
        Map<String, Object> first = keys(asked(one));
        Map<String, Object> second = keys(asked(other));
        Map<String, String> differing = new TreeMap<>();
        first.forEach((key, value) -> {
            if (!value.equals(second.get(key)))
                differing.put(key, "%s in %s, %s in %s".formatted(value, one.file(), second.get(key), other.file()));
        });
        return differing;
    }

    private static boolean isDefault(Config reference, String key, ConfigOrigin origin) {
        return reference.getValue(key).origin().equals(origin);
    }

    private static StartFailure refusal(NodeConfig config, Map.Entry<String, Object> rule, ConfigValue found) {
        return new StartFailure(
                ExitCode.CONFIG,
                "%s: '%s': expected %s, the rule of the chain in the genesis %s, found %s; take the key out of the node file"
                        .formatted(
                                found.origin().description(),
                                rule.getKey(),
                                rule.getValue(),
                                config.genesisFile(),
                                found.unwrapped()));
    }

    private static Map<String, Object> keys(ChainRules rules) {
        Map<String, Object> keys = new TreeMap<>();
        keys.put("darm.consolidation.tau-c", share(rules.tau()));
        keys.put("darm.consolidation.min-independent", rules.minIndependent());
        keys.put("darm.consolidation.ballot-window", rules.ballotWindow());
        keys.put("darm.consolidation.contest-votes", rules.contestVotes());
        keys.put("darm.consolidation.contest-period", rules.contestPeriod().toMillis() + " ms");
        keys.put("darm.consolidation.commit-confidence", share(rules.commitConfidence()));
        keys.put("darm.consolidation.commit-spread", share(rules.commitSpread()));
        keys.put("darm.consolidation.statistics.growth", share(rules.statisticsGrowth()));
        keys.put("darm.consolidation.statistics.least-growth", rules.statisticsLeastGrowth());
        keys.put("darm.ledger.fast-path", rules.fastPath());
        keys.put("darm.knowledge.contradiction.functional", rules.functional());
        keys.put("darm.knowledge.contradiction.measuring", rules.measuring());
        return keys;
    }

    private static double share(int points) {
        return points / (double) ChainRules.ONE;
    }
}
