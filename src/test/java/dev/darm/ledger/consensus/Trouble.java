package dev.darm.ledger.consensus;

import dev.darm.ledger.consensus.ConsensusDriver.Machine;
import dev.darm.ledger.consensus.ConsensusDriver.Weather;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What a {@link FaultRun} suffers beside its liars and its storm.
 *
 * @param stormMs when the storm is over and whoever was down is back
 * @param wholeMs from when on progress is asked for
 * @param weather what becomes of messages on top of the storm, and after it
 * @param moreRounds how many rounds more a height may take for it
 * @param moreMs how much longer each round may take for it
 * @param slowness how many times longer the slowest clock makes each wait
 */
record Trouble(long stormMs, long wholeMs, Weather weather, int moreRounds, long moreMs, double slowness) {

    private static final long HOUR = 3_600_000;

    /** Within this time all fall that are to be down, and later all come back. */
    private static final long SPREAD_MS = 10_000;

    /** For so long one link stays down after all others are whole. */
    private static final long CUT_MS = 30_000;

    private static final Weather CALM = (from, to, message) -> 0;

    static Trouble none() {
        return until(FaultRun.HEALED_MS, FaultRun.HEALED_MS);
    }

    private static Trouble until(long stormMs, long wholeMs) {
        return new Trouble(stormMs, wholeMs, CALM, 0, 0, 1);
    }

    private static Trouble with(Weather weather, int moreRounds, long moreMs) {
        return new Trouble(FaultRun.HEALED_MS, FaultRun.HEALED_MS, weather, moreRounds, moreMs, 1);
    }

    /**
     * More than a third of all, none of them a liar, fall in the first ten seconds and are back an hour later: with the
     * liars' help the others are no quorum.
     */
    static Trouble outage(ConsensusDriver driver, Random random) {
        List<Machine> honest = honest(driver, random);
        int third = (driver.validators.members().size() - 1) / 3;
        int down = third + 1 + random.nextInt(honest.size() - third);
        for (Machine machine : honest.subList(0, down)) {
            driver.after(random.nextLong(SPREAD_MS), machine::crash);
            driver.after(SPREAD_MS + HOUR + random.nextLong(SPREAD_MS), machine::restart);
        }
        return until(2 * SPREAD_MS + HOUR, 2 * SPREAD_MS + HOUR);
    }

    /**
     * All clocks run at other rates, for ever: from a half to the double, and on the fast path from 0.6 to 1.5. There nobody
     * proposes in a later round before a quorum is in it, so whoever waits in a round for the next must come before the first
     * give that one up: with these timeouts the fastest clock may run less than three times as fast as the slowest.
     */
    static Trouble drift(ConsensusDriver driver, Random random) {
        double least = driver.fast.isPresent() ? 0.6 : 0.5;
        double most = driver.fast.isPresent() ? 1.5 : 2;
        for (Machine machine : driver.machines) machine.clockRate = least + (most - least) * random.nextDouble();
        return new Trouble(FaultRun.HEALED_MS, FaultRun.HEALED_MS, CALM, 0, 0, 1 / least);
    }

    /**
     * What one correct validator proposes, or all that it says, is late by more than anybody waits for in round 0, for ever. A
     * quorum may need its votes: so many more rounds are allowed as it takes until all waits are longer than it is late.
     */
    static Trouble slowLeader(ConsensusDriver driver, Random random) {
        Machine slow = honest(driver, random).getFirst();
        boolean all = random.nextBoolean();
        long late = Words.TIMEOUTS.propose().in(0).toMillis() + 100 + random.nextLong(1_000);
        int rounds = 0;
        while (Words.TIMEOUTS.prevote().in(rounds).toMillis() < late) rounds++;
        Weather weather =
                (from, to, message) -> from == slow && (all || message instanceof Output.Offered<String>) ? late : 0;
        return with(weather, rounds, 3 * late);
    }

    /**
     * Two correct validators do not hear each other, or one of them the other; for ever, or until long after all others do.
     * For ever it stands for one of the liars: votes are not passed on, so where all f liars are silent too, who does not hear
     * one of the others has no quorum.
     */
    static Trouble cutLink(ConsensusDriver driver, Random random, boolean forEver) {
        List<Machine> honest = honest(driver, random);
        Machine one = honest.get(0);
        Machine other = honest.get(1);
        boolean both = random.nextBoolean();
        long backMs = forEver ? Long.MAX_VALUE : FaultRun.HEALED_MS + CUT_MS;
        driver.connected = (from, to) ->
                driver.now() >= backMs || !(from == one && to == other || both && from == other && to == one);
        return until(FaultRun.HEALED_MS, forEver ? FaultRun.HEALED_MS : backMs);
    }

    /**
     * The {@code forgetful} fall again and again, for ever, and come back without their log of votes, with an older one, or
     * without any block either.
     */
    static Trouble amnesia(ConsensusDriver driver, Random random, List<Machine> forgetful) {
        long mostMs = 200 + random.nextLong(4_000);
        for (Machine machine : forgetful) forgetLater(driver, random, machine, mostMs);
        return none();
    }

    private static void forgetLater(ConsensusDriver driver, Random random, Machine machine, long mostMs) {
        driver.after(50 + random.nextLong(mostMs), () -> {
            machine.crash();
            int kept = random.nextInt(3) == 0 ? 0 : random.nextInt(machine.disk.size() + 1);
            machine.disk.subList(kept, machine.disk.size()).clear();
            if (kept == 0 && random.nextBoolean()) machine.decided.clear();
            driver.after(10, () -> {
                machine.restart();
                forgetLater(driver, random, machine, mostMs);
            });
        });
    }

    /**
     * Now and then, until a little after the storm, a liar says all that was ever said again to a correct validator, which in
     * half of the cases has just come back from a crash.
     */
    static Trouble replay(ConsensusDriver driver, Random random) {
        List<Machine> honest = honest(driver, random);
        List<Machine> liars =
                driver.machines.stream().filter(machine -> !machine.honest).toList();
        Set<Output<String>> said = new LinkedHashSet<>();
        int times = 4 + random.nextInt(5);
        for (int i = 0; i < times; i++) {
            Machine liar = liars.get(random.nextInt(liars.size()));
            Machine victim = honest.get(random.nextInt(honest.size()));
            boolean anew = random.nextBoolean();
            long at = i % 2 == 0
                    ? random.nextLong(FaultRun.HEALED_MS)
                    : FaultRun.HEALED_MS - 200 + random.nextLong(1_000);
            driver.after(at, () -> {
                if (anew) {
                    victim.crash();
                    victim.restart();
                }
                for (Output<String> old : List.copyOf(said)) driver.send(liar, victim, old);
            });
        }
        Weather heard = (from, to, message) -> {
            said.add(message);
            return 0;
        };
        return with(heard, 0, 0);
    }

    private static List<Machine> honest(ConsensusDriver driver, Random random) {
        List<Machine> honest = new ArrayList<>(
                driver.machines.stream().filter(machine -> machine.honest).toList());
        Collections.shuffle(honest, random);
        return honest;
    }
}
