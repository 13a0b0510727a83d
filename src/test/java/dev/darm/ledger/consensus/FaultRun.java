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
 * on lying and withholding. Some kinds suffer a {@link Trouble} beside that. {@link Conduct} checks every step, and nobody
 * correct may be accused.
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
        /** Each liar one of the above, here and in all runs below that do not say otherwise. */
        MIXED,
        /** {@link Trouble#outage}. */
        OUTAGE,
        /** {@link Trouble#drift}. */
        DRIFT,
        /** {@link Trouble#slowLeader}. */
        SLOW_LEADER,
        /** {@link Trouble#cutLink}. */
        CUT_LINK,
        /** The Byzantine ones are correct but for their memory: {@link Trouble#amnesia}. */
        AMNESIA,
        /** {@link Trouble#replay}. */
        REPLAY,
        /** The Byzantine ones are correct, but beside each a mutator or an equivocator signs with its key. */
        STOLEN_KEYS;

        private static final List<Kind> LIARS = List.of(TWINS, MUTATOR, EQUIVOCATOR);
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
    private final List<PublicKey> byzantine;
    private final Trouble trouble;
    private boolean healed;

    private FaultRun(int n, int byzantine, Kind kind, long seed, boolean fastPath) {
        this.n = n;
        this.kind = kind;
        this.seed = seed;
        this.random = new Random(seed * 31 + n);
        this.driver = new ConsensusDriver(seed, n, HEIGHTS, fastPath);
        boolean cutForEver = kind == Kind.CUT_LINK && seed % 2 == 0;
        this.byzantine = enrol(cutForEver ? byzantine - 1 : byzantine);
        driver.weather = this::weather;
        driver.links = new Links(0.05, 0.05, 1 + random.nextInt(600));
        this.trouble = switch (kind) {
            case TWINS, MUTATOR, EQUIVOCATOR, MIXED, STOLEN_KEYS -> Trouble.none();
            case OUTAGE -> Trouble.outage(driver, random);
            case DRIFT -> Trouble.drift(driver, random);
            case SLOW_LEADER -> Trouble.slowLeader(driver, random);
            case CUT_LINK -> Trouble.cutLink(driver, random, cutForEver);
            case AMNESIA ->
                Trouble.amnesia(
                        driver,
                        random,
                        driver.machines.stream()
                                .filter(machine -> !machine.honest)
                                .toList());
            case REPLAY -> Trouble.replay(driver, random);
        };
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

    private int roundsAllowed() {
        return 2 * n + trouble.moreRounds();
    }

    /** Gives every seat its machines and returns the keys of the Byzantine ones. */
    private List<PublicKey> enrol(int byzantine) {
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
            switch (kind) {
                case TWINS, MUTATOR, EQUIVOCATOR -> enrol(seat, "", kind, keys);
                case AMNESIA -> driver.twin(seat, "");
                case STOLEN_KEYS -> {
                    driver.twin(seat, "");
                    enrol(seat, "thief", Kind.LIARS.get(1 + random.nextInt(2)), keys);
                }
                default -> enrol(seat, "", Kind.LIARS.get(random.nextInt(3)), keys);
            }
        }
        return keys;
    }

    private void enrol(int seat, String suffix, Kind liar, List<PublicKey> keys) {
        switch (liar) {
            case TWINS -> {
                driver.twin(seat, "a");
                driver.twin(seat, "b");
            }
            case MUTATOR -> driver.liar(seat, suffix, new Mutator(driver, random.nextLong(), keys));
            case EQUIVOCATOR -> driver.liar(seat, suffix, new Equivocator(driver, random.nextLong()));
            default -> throw new AssertionError(liar + " is not one kind of liar");
        }
    }

    private Result run() {
        driver.start();
        driver.run(trouble.stormMs());
        healed = true;
        driver.links = Links.GOOD;
        driver.run(trouble.wholeMs());
        int decidedBefore = leastDecided();
        int roundBefore = lastRoundInProgress();
        driver.lastRound = 0;
        int inTheStorm = driver.agreed().size();

        if (!driver.done() && !driver.run(trouble.wholeMs() + patience(roundBefore, HEIGHTS - decidedBefore)))
            throw new Violation("no progress from height " + (leastDecided() + 1) + ", round " + roundBefore
                    + " at the healing, " + lastRoundInProgress() + " now");
        int roundsAfter = Math.max(0, driver.lastRound - roundBefore);
        if (roundsAfter > roundsAllowed())
            throw new Violation("a height took " + roundsAfter + " rounds after the healing");
        if (!byzantine.containsAll(driver.accused)) throw new Violation("a correct validator is accused");
        return new Result(HEIGHTS, inTheStorm, driver.messages, roundsAfter, !driver.accused.isEmpty());
    }

    /** The time that the rounds allowed take from {@code round} on, for the first height and the others. */
    private long patience(int round, int heights) {
        long ms = 2 * Words.TIMEOUTS.repeat().toMillis();
        for (int height = 0; height < heights; height++) {
            int first = height == 0 ? round : 0;
            for (int r = first; r <= first + roundsAllowed(); r++) ms += roundMs(r) + trouble.moreMs();
        }
        return (long) (ms * trouble.slowness());
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
        long late = trouble.weather().delay(from, to, message);
        if (healed && (from.honest || random.nextBoolean())) return late;
        long stormy = storm(from, to, message);
        return stormy == Weather.LOST ? Weather.LOST : late + stormy;
    }

    private long storm(Machine from, Machine to, Output<String> message) {
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
