package dev.darm.memory;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What {@code darm.memory} configures; {@code reference.conf} has the unit, the range and the reason of every key.
 *
 * @param weights of the four signals of salience
 * @param alikeness what nearness to another statement counts against novelty; nearness to the same statement counts 1
 * @param salienceThreshold θ_salience: what is below is not encoded at all
 * @param confidenceGate θ_conf: what is below stays in the episodic buffer
 * @param uncertaintyGate θ_u: epistemic uncertainty above it keeps a claim out of the episodic buffer
 * @param traces capacity of an agent's episodic buffer
 * @param decay the rates of forgetting, and from which salience on an entry has priority
 */
public record MemorySettings(
        Salience.Weights weights,
        double alikeness,
        double salienceThreshold,
        double confidenceGate,
        double uncertaintyGate,
        int traces,
        Decay.Rates decay,
        ShortTerm shortTerm) {

    /**
     * Short-term memory.
     *
     * @param capacity entries of a node, split evenly over its shards
     * @param shards shard actors of a node
     * @param ttl lifetime, on the clock that runs while the node can reach a quorum
     * @param dedupCosine θ_dedup: cosine above which two wordings of one statement are one entry
     * @param conflictLimit conflict weight above which a claim counts as contradicted
     * @param nominateSalience θ_nominate
     * @param retries how often a rejected entry may come back
     * @param backOff how long a rejected entry rests
     * @param votingTimeout after which an entry whose ballot was never reported is pending again
     * @param expireBelow θ_expire: decay score below which an entry is forgotten
     * @param dropBelow θ_decay: salience below which a failed replay forgets an entry
     * @param tick how often the clock advances
     * @param triage how often Algorithm 17 runs
     * @param snapshotEvery events between snapshots of a shard
     */
    public record ShortTerm(
            int capacity,
            int shards,
            Duration ttl,
            double dedupCosine,
            double conflictLimit,
            double nominateSalience,
            int retries,
            Duration backOff,
            Duration votingTimeout,
            double expireBelow,
            double dropBelow,
            Duration tick,
            Duration triage,
            int snapshotEvery) {

        /** The entries that one shard may hold. */
        public int shardCapacity() {
            return Math.ceilDiv(capacity, shards);
        }

        static ShortTerm of(Keys keys) {
            Duration second = Duration.ofSeconds(1);
            Duration year = Duration.ofDays(365);
            int shards = keys.count("shards", 1, 64);
            return new ShortTerm(
                    keys.count("capacity", shards, 10_000_000),
                    shards,
                    keys.duration("ttl", second, year),
                    keys.fraction("dedup-cosine"),
                    keys.fraction("conflict-limit"),
                    keys.fraction("nominate-salience"),
                    keys.count("retries", 0, 100),
                    keys.duration("back-off", Duration.ofMillis(1), year),
                    keys.duration("voting-timeout", Duration.ofMillis(1), year),
                    keys.fraction("expire-below"),
                    keys.fraction("drop-below"),
                    keys.duration("tick", Duration.ofMillis(10), Duration.ofHours(1)),
                    keys.duration("triage", Duration.ofMillis(10), Duration.ofDays(1)),
                    keys.count("snapshot-every", 10, 1_000_000));
        }
    }

    /** Reads {@code darm.memory.*} of the {@code darm} section. */
    public static MemorySettings of(Config darm) {
        Keys keys = new Keys(darm.getConfig("memory"), "darm.memory");
        double ordinary = keys.number("decay.per-hour", 0, 10);
        return new MemorySettings(
                weights(keys.section("salience")),
                keys.fraction("salience.alike"),
                keys.fraction("salience.threshold"),
                keys.fraction("gate.confidence"),
                keys.fraction("gate.uncertainty"),
                keys.count("episodic-buffer.traces", 64, 256),
                new Decay.Rates(
                        ordinary,
                        keys.number("decay.per-hour-priority", 0, ordinary),
                        keys.fraction("salience.priority")),
                ShortTerm.of(keys.section("short-term")));
    }

    private static Salience.Weights weights(Keys keys) {
        double novelty = keys.fraction("novelty");
        double reward = keys.fraction("reward");
        double frequency = keys.fraction("frequency");
        double confidence = keys.fraction("confidence");
        double sum = novelty + reward + frequency + confidence;
        if (Math.abs(sum - 1) > 1e-9)
            throw keys.bad("novelty", "novelty, reward, frequency and confidence to add up to 1", sum);
        return new Salience.Weights(novelty, reward, frequency, confidence);
    }
}
