package dev.darm.consolidation;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * The keys {@code darm.consolidation.statistics.*}.
 *
 * @param growth share by which long-term memory must have grown since the last version before the next is learned
 * @param leastGrowth promotions that it must have grown by at least
 * @param takeOver after which the next head proposes
 */
public record StatisticsSettings(double growth, int leastGrowth, Duration takeOver) {

    static StatisticsSettings of(Config consolidation) {
        Config config = consolidation.getConfig("statistics");
        double growth = config.getDouble("growth");
        if (!(growth >= 0.01 && growth <= 100)) throw bad(config, "growth", "0.01 to 100", growth);
        int leastGrowth = config.getInt("least-growth");
        if (leastGrowth < 1 || leastGrowth > 1_000_000) throw bad(config, "least-growth", "1 to 1000000", leastGrowth);
        Duration takeOver = config.getDuration("take-over");
        if (takeOver.compareTo(Duration.ofMillis(100)) < 0) throw bad(config, "take-over", "at least 100 ms", takeOver);
        return new StatisticsSettings(growth, leastGrowth, takeOver);
    }

    private static ConfigException bad(Config config, String path, String expected, Object found) {
        return new ConfigException.BadValue(
                config.getValue(path).origin(),
                "darm.consolidation.statistics." + path,
                "expected " + expected + ", found " + found);
    }

    /** Whether {@code promotions} are enough to learn anew when the last version was learned from {@code before}. */
    boolean grown(long before, long promotions) {
        return promotions - before >= Math.max(leastGrowth, growth * before);
    }
}
