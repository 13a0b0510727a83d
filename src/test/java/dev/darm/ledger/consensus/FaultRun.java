package dev.darm.ledger.consensus;

import dev.darm.ledger.PublicKey;
import dev.darm.ledger.consensus.ConsensusDriver.Links;
import dev.darm.ledger.consensus.ConsensusDriver.Machine;
import dev.darm.ledger.consensus.ConsensusDriver.Violation;
import dev.darm.ledger.consensus.ConsensusDriver.Weather;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * One run of n validators of which some are Byzantine, from a seed. Until {@link #HEALED_MS} messages are lost and late,
 * and in each round who hears whom is drawn anew; then correct validators hear each other within 20 ms, while the liars go
 * on lying and withholding. {@link Conduct} checks every step.
 *
 * <p>After the healing each height must be decided within {@link #roundsAllowed} rounds, at the pace of the timeouts: once
 * around all proposers until the one that knows the latest polka has its turn, and once more for what the liars lead others
 * to lock on meanwhile.
 */
final class FaultRun {

    static final long HEALED_MS = 30_000;
    private static final int HEIGHTS = 3;

    /** How Byzantine validators are. */
    enum Kind {
        /** Two honest halves with one key. */
        TWINS,
        MUTATOR,
        EQUIVOCATOR,
        /** Each liar one of the above. */
        MIXED
    }

    /**
     * What a run showed.
     *
     * @param inTheStorm heights that were decided before the healing
     * @param roundsAfter the most rounds that a height took after the healing
     * @param caught whether a correct validator noticed an equivocation
     */
    record Result(int heights, int inTheStorm, long messages, int roundsAfter, boolean caught) {}

    private final int n;
    private final Kind kind;
    private final long seed;
    private final Random random;
    private final ConsensusDriver driver;
    private boolean healed;

    private FaultRun(int n, int byzantine, Kind kind, long seed, boolean fastPath) {
        this.n = n;
        this.kind = kind;
        this.seed = seed;
        this.random = new Random(seed * 31 + n);
        this.driver = new ConsensusDriver(seed, n, HEIGHTS, fastPath);
        enrol(byzantine);
        driver.weather = this::weather;
        driver.links = new Links(0.05, 0.05, 1 + random.nextInt(600));
    }

    /** Runs it and returns what was seen; throws {@link Violation} when something does not hold. */
    static Result run(int n, int byzantine, Kind kind, long seed) {
        return run(n, byzantine, kind, seed, false);
    }

    static Result run(int n, int byzantine, Kind kind, long seed, boolean fastPath) {
        try {
            return new FaultRun(n, byzantine, kind, seed, fastPath).run();
        } catch (Violation violation) {
            throw new Violation("N = %d, %d Byzantine, %s, seed %d: %s"
                    .formatted(n, byzantine, kind, seed, violation.getMessage()));
        }
    }

    static int roundsAllowed(int n) {
        return 2 * n;
    }

    private void enrol(int byzantine) {
        List<Integer> seats =
                new ArrayList<>(IntStream.rangeClosed(1, n).boxed().toList());
        Collections.shuffle(seats, random);
        List<Integer> liars = seats.subList(0, byzantine);
        List<PublicKey> keys = liars.stream().map(Words::key).toList();
        for (int seat = 1; seat <= n; seat++) {
            if (!liars.contains(seat)) {
                driver.honest(seat);
                continue;
            }
            Kind how = kind == Kind.MIXED ? Kind.values()[random.nextInt(3)] : kind;
            switch (how) {
                case TWINS -> {
                    driver.twin(seat, "a");
                    driver.twin(seat, "b");
                }
                case MUTATOR -> driver.liar(seat, "", new Mutator(driver, random.nextLong(), keys));
                case EQUIVOCATOR -> driver.liar(seat, "", new Equivocator(driver, random.nextLong()));
                case MIXED -> throw new AssertionError("not one kind");
            }
        }
    }

    private Result run() {
        driver.start();
        driver.run(HEALED_MS);
        int decidedBefore = leastDecided();
        int roundBefore = lastRoundInProgress();
        healed = true;
        driver.links = Links.GOOD;
        driver.lastRound = 0;
        int inTheStorm = driver.agreed().size();

        if (!driver.done() && !driver.run(HEALED_MS + patience(roundBefore, HEIGHTS - decidedBefore)))
            throw new Violation("no progress from height " + (leastDecided() + 1) + ", round " + roundBefore
                    + " at the healing, " + lastRoundInProgress() + " now");
        return new Result(
                HEIGHTS,
                inTheStorm,
                driver.messages,
                Math.max(0, driver.lastRound - roundBefore),
                !driver.accused.isEmpty());
    }

    /** The time that the rounds allowed take from {@code round} on, for the first height and the others. */
    private long patience(int round, int heights) {
        long ms = 2 * Words.TIMEOUTS.repeat().toMillis();
        for (int height = 0; height < heights; height++) {
            int first = height == 0 ? round : 0;
            for (int r = first; r <= first + roundsAllowed(n); r++) ms += roundMs(r);
        }
        return ms;
    }

    static long roundMs(int round) {
        Timeouts timeouts = Words.TIMEOUTS;
        Duration all = timeouts.propose()
                .in(round)
                .plus(timeouts.prevote().in(round))
                .plus(timeouts.precommit().in(round));
        return all.toMillis() + 3 * 20;
    }

    private int leastDecided() {
        return driver.machines.stream()
                .filter(machine -> machine.honest)
                .mapToInt(machine -> machine.decided.size())
                .min()
                .orElseThrow();
    }

    private int lastRoundInProgress() {
        return driver.machines.stream()
                .filter(machine -> machine.honest)
                .mapToInt(machine -> machine.core.round())
                .max()
                .orElseThrow();
    }

    /**
     * In each round the machines lie in up to three cells that do not hear each other; in some rounds one kind of message is
     * lost or late. After the healing this is for the messages of liars alone: those that they withhold.
     */
    private long weather(Machine from, Machine to, Output<String> message) {
        if (healed && (from.honest || random.nextBoolean())) return 0;
        long height = ConsensusDriver.heightOf(message);
        int round = CrashRun.round(message);
        Random drawn = new Random(seed * 1_000_003 + height * 1_009 + round);
        int cells = 1 + drawn.nextInt(3);
        long salt = drawn.nextLong();
        int lost = drawn.nextInt(8);
        if (lost == 0 && message instanceof Output.Offered<String>) return Weather.LOST;
        if (lost == 1 && message instanceof Output.Voted<String> && to.name.hashCode() % 3 == 0) return Weather.LOST;
        if (lost == 2 && random.nextInt(3) == 0) return random.nextLong(4_000);
        return cell(from, salt, cells) == cell(to, salt, cells) ? 0 : Weather.LOST;
    }

    private static int cell(Machine machine, long salt, int cells) {
        return new Random(salt ^ machine.name.hashCode() * 0x9E3779B97F4A7C15L).nextInt(cells);
    }
}
