package dev.darm.ledger;

import dev.darm.codec.ByteReader;
import dev.darm.codec.ByteWriter;
import dev.darm.codec.Canonical;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The rules that all nodes of a chain must follow alike, because what they make of the chain depends on them. The ledger
 * carries them in its {@link Genesis}; what they mean is decided in the packages above.
 *
 * @param tau τ_c in basis points, 5001 to 10000: the share of the heads that must say YES
 * @param minIndependent independent origins of the evidence for a claim, 1 to 1000
 * @param ballotWindow blocks after a nomination's height within which its record has an effect, 10 to 1,000,000
 * @param contestVotes evidence-votes that decide a contest, 1 to 1,000,000
 * @param contestPeriod after which a contest is decided without them, by the blocks' times; whole milliseconds from 1 s
 * @param commitConfidence least consolidated confidence with which an entry is held, in basis points
 * @param commitSpread how far the scores of the YES votes on a held entry may lie apart, in basis points
 * @param statisticsGrowth share in basis points, 100 to 1,000,000, by which long-term memory must have grown before corpus
 *     statistics are learned anew
 * @param statisticsLeastGrowth promoted claims that it must have grown by at least, 1 to 1,000,000
 * @param functional relations that can have only one object; sorted, different, at most {@link #MAX_RELATIONS}
 * @param measuring relations by which a subject has one number of a unit; likewise
 * @param fastPath whether blocks are decided by prevotes alone where enough agree, see docs/ledger.md
 */
public record ChainRules(
        int tau,
        int minIndependent,
        long ballotWindow,
        int contestVotes,
        Duration contestPeriod,
        int commitConfidence,
        int commitSpread,
        int statisticsGrowth,
        int statisticsLeastGrowth,
        List<String> functional,
        List<String> measuring,
        boolean fastPath)
        implements Canonical {

    public static final int MAX_RELATIONS = 1_000;
    public static final int MAX_RELATION_CHARS = 200;

    /** A share of one in the unit of these rules. */
    public static final int ONE = 10_000;

    /** What a genesis without rules stands for: the defaults of the configuration when there was no other genesis. */
    public static final ChainRules SEED = new ChainRules(
            6_700,
            1,
            1_000,
            10,
            Duration.ofDays(7),
            6_000,
            3_500,
            5_000,
            200,
            List.of(
                    "capital",
                    "default port",
                    "defaults to",
                    "died in",
                    "died on",
                    "has capital",
                    "has default",
                    "has id",
                    "has port",
                    "has version",
                    "listens on port",
                    "runs on port",
                    "was born in",
                    "was born on",
                    "was founded in",
                    "was released on"),
            List.of("costs", "equals", "expires after", "has", "is", "lasts"),
            false);

    private static final int KIND = 0x1B;
    private static final int WITHOUT_FAST_PATH = 1;
    private static final int WITH_FAST_PATH = 2;

    public ChainRules {
        require("tau-c", tau, ONE / 2 + 1, ONE);
        require("min-independent", minIndependent, 1, 1_000);
        require("ballot-window", ballotWindow, 10, 1_000_000);
        require("contest-votes", contestVotes, 1, 1_000_000);
        require(
                "contest-period in milliseconds",
                contestPeriod.toMillis(),
                1_000,
                Duration.ofDays(36_500).toMillis());
        require("commit-confidence", commitConfidence, 0, ONE);
        require("commit-spread", commitSpread, 0, ONE);
        require("statistics-growth", statisticsGrowth, ONE / 100, 100 * ONE);
        require("statistics-least-growth", statisticsLeastGrowth, 1, 1_000_000);
        contestPeriod = Duration.ofMillis(contestPeriod.toMillis());
        functional = sorted("functional", functional);
        measuring = sorted("measuring", measuring);
    }

    /** The same rules with the fast path or without it. */
    public ChainRules withFastPath(boolean on) {
        return new ChainRules(
                tau,
                minIndependent,
                ballotWindow,
                contestVotes,
                contestPeriod,
                commitConfidence,
                commitSpread,
                statisticsGrowth,
                statisticsLeastGrowth,
                functional,
                measuring,
                on);
    }

    public static ChainRules read(ByteReader from) {
        boolean fastPath = from.expectUpTo("chain rules", KIND, WITH_FAST_PATH) == WITH_FAST_PATH;
        int tau = from.i32();
        int minIndependent = from.i32();
        long ballotWindow = from.i64();
        int contestVotes = from.i32();
        long contestMillis = from.i64();
        int commitConfidence = from.i32();
        int commitSpread = from.i32();
        int statisticsGrowth = from.i32();
        int statisticsLeastGrowth = from.i32();
        List<String> functional = from.list(ByteReader::text);
        List<String> measuring = from.list(ByteReader::text);
        ChainRules rules = from.valid(() -> new ChainRules(
                tau,
                minIndependent,
                ballotWindow,
                contestVotes,
                Duration.ofMillis(contestMillis),
                commitConfidence,
                commitSpread,
                statisticsGrowth,
                statisticsLeastGrowth,
                functional,
                measuring,
                fastPath));
        if (!rules.functional.equals(functional) || !rules.measuring.equals(measuring))
            throw from.malformed("the relations of the chain rules are not sorted and different");
        return rules;
    }

    @Override
    public void write(ByteWriter to) {
        to.u8(KIND)
                .u8(fastPath ? WITH_FAST_PATH : WITHOUT_FAST_PATH)
                .i32(tau)
                .i32(minIndependent)
                .i64(ballotWindow)
                .i32(contestVotes);
        to.i64(contestPeriod.toMillis()).i32(commitConfidence).i32(commitSpread);
        to.i32(statisticsGrowth).i32(statisticsLeastGrowth);
        to.list(functional, ByteWriter::text).list(measuring, ByteWriter::text);
    }

    private static void require(String what, long value, long least, long most) {
        if (value < least || value > most)
            throw new IllegalArgumentException("%s must be %d to %d, not %d".formatted(what, least, most, value));
    }

    private static List<String> sorted(String what, Collection<String> relations) {
        if (relations.size() > MAX_RELATIONS)
            throw new IllegalArgumentException(
                    "%s must be at most %d relations, not %d".formatted(what, MAX_RELATIONS, relations.size()));
        for (String relation : relations)
            if (relation.isBlank() || relation.length() > MAX_RELATION_CHARS)
                throw new IllegalArgumentException(
                        "%s: a relation has 1 to %d characters: \"%s\"".formatted(what, MAX_RELATION_CHARS, relation));
        return List.copyOf(new TreeSet<>(relations));
    }
}
