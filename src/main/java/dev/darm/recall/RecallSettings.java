package dev.darm.recall;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.darm.memory.Decay;
import dev.darm.memory.MemorySettings;
import java.time.Duration;

/**
 * The keys {@code darm.recall.*}, and the rates of forgetting that memory configures.
 *
 * @param minConfidence of an entry that may answer from the RRC, 0 to 1
 * @param minCosine of a question that the RRC may answer, 0 to 1
 * @param rrcCapacity entries in this node's RRC
 * @param questionsPerEntry taught questions an entry keeps
 * @param shardCapacity entries in this node's shard of what the nodes' RRCs have no room for
 * @param shardReplicas nodes that own an entry
 * @param shardWait the longest that a lookup waits for the other nodes' shards
 * @param shardBatch entries put in their places at one time when other nodes come into reach
 * @param shardPause between two such batches
 * @param maxQuestionChars longer questions are answered but not taught
 * @param topK candidates of a context
 * @param depth of each ranking that is fused
 * @param candidateCosine below which a vector says nothing, −1 to 1
 * @param counterpartCosine from which two contested entries count as each other's counterpart, −1 to 1
 * @param early how many taught questions of entries not yet known a node keeps
 * @param earlyFor how long it keeps them
 * @param parallelEncodings texts that are being encoded at one time
 * @param encodeRetry after which an entry whose text could not be encoded is tried again
 * @param refreshBatch vectors of an earlier encoder that are made anew at one time
 * @param refreshPause between two such batches
 * @param page taught questions that a peer is asked for at one time
 * @param pageTimeout after which the next peer is asked
 * @param decay the rates of forgetting
 */
public record RecallSettings(
        double minConfidence,
        double minCosine,
        int rrcCapacity,
        int questionsPerEntry,
        int shardCapacity,
        int shardReplicas,
        Duration shardWait,
        int shardBatch,
        Duration shardPause,
        int maxQuestionChars,
        int topK,
        int depth,
        double candidateCosine,
        double counterpartCosine,
        int early,
        Duration earlyFor,
        int parallelEncodings,
        Duration encodeRetry,
        int refreshBatch,
        Duration refreshPause,
        int page,
        Duration pageTimeout,
        Decay.Rates decay) {

    public static RecallSettings of(Config darm) {
        Config recall = darm.getConfig("recall");
        int topK = count(recall, "top-k", 1, 100);
        return new RecallSettings(
                fraction(recall, "rrc.min-confidence", 0),
                fraction(recall, "rrc.min-cosine", 0),
                count(recall, "rrc.capacity", 10, 1_000_000),
                count(recall, "rrc.questions-per-entry", 1, 100),
                count(recall, "rrc.shard.capacity", 10, 1_000_000),
                count(recall, "rrc.shard.replicas", 1, 16),
                duration(recall, "rrc.shard.wait", Duration.ofMillis(1), Duration.ofSeconds(5)),
                count(recall, "rrc.shard.batch", 1, 10_000),
                duration(recall, "rrc.shard.pause", Duration.ofMillis(1), Duration.ofMinutes(1)),
                count(recall, "max-question-chars", 1, 100_000),
                topK,
                count(recall, "depth", topK, 1000),
                fraction(recall, "candidate-cosine", -1),
                fraction(recall, "counterpart-cosine", -1),
                count(recall, "early.questions", 0, 1_000_000),
                duration(recall, "early.keep", Duration.ofSeconds(1), Duration.ofDays(1)),
                count(recall, "parallel-encodings", 1, 64),
                duration(recall, "encode-retry", Duration.ofSeconds(1), Duration.ofHours(1)),
                count(recall, "refresh.batch", 1, 1000),
                duration(recall, "refresh.pause", Duration.ZERO, Duration.ofMinutes(1)),
                count(recall, "catch-up.page", 1, 1000),
                duration(recall, "catch-up.timeout", Duration.ofMillis(100), Duration.ofMinutes(1)),
                MemorySettings.of(darm).decay());
    }

    private static int count(Config recall, String path, int least, int most) {
        int value = recall.getInt(path);
        if (value < least || value > most) throw bad(recall, path, least + " to " + most, value);
        return value;
    }

    private static double fraction(Config recall, String path, double least) {
        double value = recall.getDouble(path);
        if (!(value >= least && value <= 1)) throw bad(recall, path, least + " to 1", value);
        return value;
    }

    private static Duration duration(Config recall, String path, Duration least, Duration most) {
        Duration value = recall.getDuration(path);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0)
            throw bad(recall, path, least + " to " + most, value);
        return value;
    }

    private static ConfigException bad(Config recall, String path, String expected, Object found) {
        return new ConfigException.BadValue(
                recall.getValue(path).origin(), "darm.recall." + path, "expected " + expected + ", found " + found);
    }
}
