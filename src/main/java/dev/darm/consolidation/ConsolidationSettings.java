package dev.darm.consolidation;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.darm.knowledge.CommitStages;
import dev.darm.knowledge.Contradiction;
import java.time.Duration;

/**
 * The keys {@code darm.consolidation.*}; {@code reference/consolidation.conf} says what each means.
 *
 * @param tau τ_c in basis points; a rule of the chain, equal on all nodes
 * @param minIndependent least independent origins of evidence; a rule of the chain
 * @param statistics when and how corpus statistics are learned
 * @param ballotWindow blocks for which ballots hold after their nomination's height; a rule of the chain
 * @param contestVotes evidence-votes that decide a contest; a rule of the chain
 * @param contestPeriod after which a contest is decided by the votes there are; a rule of the chain
 * @param commitConfidence least consolidated confidence of a held entry, in basis points; a rule of the chain
 * @param commitSpread most distance between the YES scores of a held entry, in basis points; a rule of the chain
 */
public record ConsolidationSettings(
        int tau,
        int minIndependent,
        long ballotWindow,
        int contestVotes,
        Duration contestPeriod,
        int commitConfidence,
        int commitSpread,
        Duration minAge,
        Duration nominateEvery,
        int batch,
        int inFlight,
        Duration voteTimeout,
        Duration stragglerWait,
        Duration rebroadcastEvery,
        Duration resubmitEvery,
        Duration duplicateHold,
        Duration evidenceTimeout,
        int fetchAtOnce,
        Duration fetchRetry,
        int snapshotEvery,
        StatisticsSettings statistics) {

    private static final Duration MAX_PERIOD = Duration.ofDays(36_500);

    public static ConsolidationSettings of(Config darm) {
        Config config = darm.getConfig("consolidation");
        return new ConsolidationSettings(
                tau(config),
                whole(config, "min-independent", 1, 1000),
                whole(config, "ballot-window", 10, 1_000_000),
                whole(config, "contest-votes", 1, 1_000_000),
                period(config, "contest-period"),
                share(config, "commit-confidence"),
                share(config, "commit-spread"),
                time(config, "min-age", Duration.ZERO),
                time(config, "nominate-every", Duration.ofMillis(10)),
                whole(config, "batch", 1, Nomination.MAX_ITEMS),
                whole(config, "in-flight", 1, 64),
                time(config, "vote-timeout", Duration.ofMillis(100)),
                time(config, "straggler-wait", Duration.ZERO),
                time(config, "rebroadcast-every", Duration.ofMillis(50)),
                time(config, "resubmit-every", Duration.ofMillis(100)),
                time(config, "duplicate-hold", Duration.ZERO),
                time(config, "evidence-timeout", Duration.ofMillis(50)),
                whole(config, "fetch-at-once", 1, 256),
                time(config, "fetch-retry", Duration.ofMillis(50)),
                whole(config, "snapshot-every", 10, 100_000),
                StatisticsSettings.of(config));
    }

    public ConsolidationRules rules(String chainId) {
        return new ConsolidationRules(chainId, tau, minIndependent);
    }

    /** The rules of the chain by which long-term memory is folded. */
    public MemoryRules memoryRules(Contradiction contradiction) {
        return new MemoryRules(
                ballotWindow,
                contestVotes,
                contestPeriod,
                new CommitStages(commitConfidence, commitSpread),
                statistics.growth(),
                contradiction);
    }

    private static int tau(Config config) {
        double tau = config.getDouble("tau-c");
        if (!(tau > 0.5 && tau <= 1)) throw bad(config, "tau-c", "expected more than 0.5 and at most 1, found " + tau);
        return Basis.of(tau);
    }

    private static int share(Config config, String path) {
        double share = config.getDouble(path);
        if (!(share >= 0 && share <= 1)) throw bad(config, path, "expected 0 to 1, found " + share);
        return Basis.of(share);
    }

    private static Duration period(Config config, String path) {
        Duration period = time(config, path, Duration.ofSeconds(1));
        if (period.compareTo(MAX_PERIOD) > 0)
            throw bad(config, path, "expected at most %s, found %s".formatted(MAX_PERIOD, period));
        return period;
    }

    private static int whole(Config config, String path, int least, int most) {
        int value = config.getInt(path);
        if (value < least || value > most)
            throw bad(config, path, "expected %d to %d, found %d".formatted(least, most, value));
        return value;
    }

    private static Duration time(Config config, String path, Duration least) {
        Duration value = config.getDuration(path);
        if (value.compareTo(least) < 0)
            throw bad(config, path, "expected at least %s, found %s".formatted(least, value));
        return value;
    }

    private static ConfigException bad(Config config, String path, String why) {
        return new ConfigException.BadValue(config.getValue(path).origin(), path, why);
    }
}
