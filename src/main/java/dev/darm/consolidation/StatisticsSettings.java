package dev.darm.consolidation;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * The keys {@code darm.consolidation.statistics.*}.
 *
 * @param growth of long-term memory before the next version is learned; a rule of the chain
 * @param takeOver after which the next head proposes
 */
public record StatisticsSettings(Growth growth, Duration takeOver) {

    static StatisticsSettings of(Config consolidation) {
        Config config = consolidation.getConfig("statistics");
        double share = config.getDouble("growth");
        if (!(share >= 0.01 && share <= 100)) throw bad(config, "growth", "0.01 to 100", share);
        int least = config.getInt("least-growth");
        if (least < 1 || least > 1_000_000) throw bad(config, "least-growth", "1 to 1000000", least);
        Duration takeOver = config.getDuration("take-over");
        if (takeOver.compareTo(Duration.ofMillis(100)) < 0) throw bad(config, "take-over", "at least 100 ms", takeOver);
        return new StatisticsSettings(new Growth((int) Math.round(share * Basis.ONE), least), takeOver);
    }

    private static ConfigException bad(Config config, String path, String expected, Object found) {
        return new ConfigException.BadValue(
                config.getValue(path).origin(),
                "darm.consolidation.statistics." + path,
                "expected " + expected + ", found " + found);
    }
}
