package dev.darm.ledger.consensus;

import dev.darm.ledger.Vote;
import dev.darm.ledger.consensus.ConsensusDriver.Links;
import dev.darm.ledger.consensus.ConsensusDriver.Machine;
import dev.darm.ledger.consensus.ConsensusDriver.Weather;
import dev.darm.ledger.consensus.CrashPoint.Moment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A run of four validators over one height whose validators crash at given records. The scene decides which messages are
 * lost, so that the height takes one round or several, with locks, polkas without locks and repeated proposals.
 */
final class CrashRun {

    static final int VALIDATORS = 4;
    private static final long MINUTE = 60_000;

    /** What becomes of messages; the proposers are v2, v3, v4, v1 in the rounds 0, 1, 2, 3. */
    enum Scene {
        GOOD {
            @Override
            long delay(Machine from, Machine to, Output<String> message) {
                return 0;
            }
        },
        /** The first two proposers are not heard: two rounds end in nil. */
        ABSENT_PROPOSERS {
            @Override
            long delay(Machine from, Machine to, Output<String> message) {
                return message instanceof Output.Offered<String> && round(message) < 2 ? Weather.LOST : 0;
            }
        },
        /** In round 0 v1 alone sees the polka in time and locks; the others learn of it with its precommit. */
        LOCKED_ALONE {
            @Override
            long delay(Machine from, Machine to, Output<String> message) {
                if (prevote(message, 0) && from.name.equals("v3") && to.name.equals("v2")) return Weather.LOST;
                return LOCKED_IN_HALF.delay(from, to, message);
            }
        },
        /** In round 0 v4 misses the proposal, and v1 and v2 alone see the polka in time. */
        LOCKED_IN_HALF {
            @Override
            long delay(Machine from, Machine to, Output<String> message) {
                boolean right = to.name.equals("v3") || to.name.equals("v4");
                if (prevote(message, 0) && from.name.equals("v2") && right) return Weather.LOST;
                boolean offer = message instanceof Output.Offered<String> && round(message) == 0;
                return offer && to.name.equals("v4") ? Weather.LOST : 0;
            }
        },
        /** In round 0 the prevote that makes the polka comes after the precommits for nil: valid values without locks. */
        LATE_POLKA {
            @Override
            long delay(Machine from, Machine to, Output<String> message) {
                if (prevote(message, 0) && from.name.equals("v3")) return 1_700;
                boolean offer = message instanceof Output.Offered<String> && round(message) == 0;
                return offer && to.name.equals("v4") ? Weather.LOST : 0;
            }
        };

        abstract long delay(Machine from, Machine to, Output<String> message);
    }

    private CrashRun() {}

    /** What the runs showed. */
    static final class Tally {
        long runs;
        long crashes;
        final Set<Step> resumedIn = EnumSet.noneOf(Step.class);
        int lastRound;
        boolean locked;
        boolean unlockedPolka;
        boolean repeatedProposal;
        boolean nilVote;
        boolean roundLeft;
        boolean stated;

        void add(ConsensusDriver driver) {
            runs++;
            crashes += driver.crashes;
            for (Machine machine : driver.machines) {
                for (ConsensusRecord<String> record : machine.disk) look(record);
            }
        }

        private void look(ConsensusRecord<String> record) {
            switch (record) {
                case ConsensusRecord.PolkaSeen<String> seen -> {
                    locked |= seen.locked();
                    unlockedPolka |= !seen.locked();
                }
                case ConsensusRecord.OfferSigned<String> offer -> {
                    repeatedProposal |= offer.validRound() >= 0;
                    lastRound = Math.max(lastRound, offer.round());
                }
                case ConsensusRecord.VoteSigned<String>(var vote) -> {
                    nilVote |= vote.block().isEmpty();
                    lastRound = Math.max(lastRound, vote.round());
                }
                case ConsensusRecord.StatementSigned<String>(var statement) -> {
                    stated |= statement.prevoted().isPresent();
                    lastRound = Math.max(lastRound, statement.round());
                }
                case ConsensusRecord.ClaimKept<String> kept -> {}
                case ConsensusRecord.ValueKept<String> kept -> {}
                case ConsensusRecord.RoundLeft<String> left -> roundLeft = true;
            }
        }
    }

    /** How many records each validator makes in {@code scene} when none crashes. */
    static List<Integer> records(Scene scene, long seed, boolean fastPath) {
        ConsensusDriver driver = driver(scene, seed, fastPath);
        if (!run(driver)) throw new AssertionError(scene + " has no end");
        return driver.machines.stream().map(machine -> machine.disk.size()).toList();
    }

    /** Each validator at each of its records, at each moment, down for each of {@code downMs}. */
    static void ones(Scene scene, long seed, boolean fastPath, long[] downMs, Tally tally) {
        List<Integer> records = records(scene, seed, fastPath);
        for (int victim = 0; victim < VALIDATORS; victim++) {
            for (CrashPoint point : points(records.get(victim))) {
                for (long down : downMs) {
                    ConsensusDriver driver = driver(scene, seed, fastPath);
                    crash(driver.machines.get(victim), point, down);
                    check(driver, scene, seed, tally);
                }
            }
        }
    }

    /** Each two validators at each pair of their records and moments; {@code stride} 1 is all, 2 every second pair, … */
    static void pairs(Scene scene, long seed, boolean fastPath, long[] downMs, int stride, Tally tally) {
        List<Integer> records = records(scene, seed, fastPath);
        int pair = 0;
        for (int first = 0; first < VALIDATORS; first++) {
            for (int second = first + 1; second < VALIDATORS; second++) {
                for (CrashPoint one : points(records.get(first))) {
                    for (CrashPoint other : points(records.get(second))) {
                        if (pair++ % stride != 0) continue;
                        ConsensusDriver driver = driver(scene, seed, fastPath);
                        crash(driver.machines.get(first), one, downMs[pair % downMs.length]);
                        crash(driver.machines.get(second), other, downMs[pair / 3 % downMs.length]);
                        check(driver, scene, seed, tally);
                    }
                }
            }
        }
    }

    private static List<CrashPoint> points(int records) {
        List<CrashPoint> points = new ArrayList<>();
        for (int record = 0; record < records; record++) {
            for (Moment moment : Moment.values()) points.add(new CrashPoint(record, moment));
        }
        return points;
    }

    private static void crash(Machine machine, CrashPoint point, long downMs) {
        machine.crashAt = point;
        machine.downMs = downMs;
    }

    private static ConsensusDriver driver(Scene scene, long seed, boolean fastPath) {
        ConsensusDriver driver = new ConsensusDriver(seed, VALIDATORS, 1, fastPath);
        for (int i = 1; i <= VALIDATORS; i++) driver.honest(i);
        driver.links = seed == 0 ? Links.exactly(20) : new Links(0.1, 0.1, 400);
        driver.weather = scene::delay;
        return driver;
    }

    private static boolean run(ConsensusDriver driver) {
        driver.start();
        return driver.run(MINUTE);
    }

    private static void check(ConsensusDriver driver, Scene scene, long seed, Tally tally) {
        List<String> plan = driver.machines.stream()
                .map(machine -> machine.name + " " + machine.crashAt + " " + machine.downMs)
                .toList();
        driver.resumed = machine -> tally.resumedIn.add(machine.core.step());
        try {
            if (!run(driver)) throw new ConsensusDriver.Violation("no decision within a minute");
        } catch (ConsensusDriver.Violation violation) {
            throw new ConsensusDriver.Violation(scene + ", seed " + seed + ", " + plan + ": " + violation.getMessage());
        }
        tally.add(driver);
    }

    static int round(Output<String> message) {
        return switch (message) {
            case Output.Offered<String>(var offer) -> offer.round();
            case Output.Voted<String>(var vote) -> vote.round();
            case Output.Certified<String>(var votes) -> votes.getFirst().round();
            case Output.Stated<String> stated -> stated.statement().round();
            default -> -1;
        };
    }

    private static boolean prevote(Output<String> message, int round) {
        return message instanceof Output.Voted<String>(var vote)
                && vote.type() == Vote.Type.PREVOTE
                && vote.round() == round;
    }
}
