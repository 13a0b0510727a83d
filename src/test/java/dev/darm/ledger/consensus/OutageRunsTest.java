package dev.darm.ledger.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.ledger.consensus.ConsensusDriver.Links;
import dev.darm.ledger.consensus.ConsensusDriver.Machine;
import dev.darm.ledger.consensus.ConsensusDriver.Violation;
import dev.darm.ledger.consensus.ConsensusDriver.Weather;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that last: long outages, slow and cut links, clocks that run at other rates, disks that forget, stolen keys. */
class OutageRunsTest {

    private static final long HOUR = 3_600_000;

    /** Without a quorum nobody leaves round 0, so one repetition and one round are enough when it is back. */
    @ParameterizedTest
    @ValueSource(ints = {4, 7, 10, 13})
    void moreThanAThirdDownForAnHourIsOverWithinOneRepetitionAndOneRound(int n) {
        ConsensusDriver driver = validators(1, n, 2);
        List<Machine> down = driver.machines.subList(0, (n - 1) / 3 + 1);
        down.forEach(Machine::crash);
        driver.start();
        assertThat(driver.run(HOUR)).isFalse();

        down.forEach(Machine::restart);

        assertThat(driver.run(HOUR + repeatMs() + roundMs(0))).isTrue();
    }

    /**
     * An hour in which all hear votes and nobody a proposal drives the rounds up, and the timeouts with them: to the square
     * root of the time, not to its size. When proposals are heard again, the round after the present one decides.
     */
    @ParameterizedTest
    @ValueSource(ints = {4, 7})
    void anHourOfFailedRoundsIsOverWithinTwoRoundsOfTheLength(int n) {
        ConsensusDriver driver = validators(2, n, 1);
        driver.weather = (from, to, message) -> message instanceof Output.Offered<String> ? Weather.LOST : 0;
        driver.start();
        assertThat(driver.run(HOUR)).isFalse();
        int round = driver.machines.getFirst().core.round();
        assertThat(round).isBetween(50, 100);

        driver.weather = (from, to, message) -> 0;

        assertThat(driver.run(HOUR + roundMs(round) + roundMs(round + 1))).isTrue();
        assertThat(driver.lastRound).isLessThanOrEqualTo(round + 1);
    }

    /** Half of the validators sat in a late round, the others are new: line 55 carries them over. */
    @Test
    void aValidatorThatComesBackAfterAnHourOfFailedRoundsJoinsTheRoundOfTheOthers() {
        ConsensusDriver driver = validators(3, 4, 1);
        driver.weather = (from, to, message) -> message instanceof Output.Offered<String> ? Weather.LOST : 0;
        Machine away = driver.machines.get(3);
        away.crash();
        driver.start();
        driver.run(HOUR);
        int round = driver.machines.getFirst().core.round();

        away.restart();
        driver.run(HOUR + repeatMs() + 50);

        assertThat(away.core.round()).isGreaterThanOrEqualTo(round - 1);
    }

    @Test
    void clocksThatRunAtHalfAndDoubleRateOnlyDelay() {
        for (long seed = 0; seed < 40; seed++) {
            ConsensusDriver driver = validators(seed, 4, 5);
            for (Machine machine : driver.machines) machine.clockRate = 0.5 + 1.5 * driver.random.nextDouble();
            driver.links = new Links(0.2, 0.1, 700);
            driver.start();

            assertThat(driver.run(HOUR)).as("seed %d", seed).isTrue();
        }
    }

    /** Its proposals come after all others have given up waiting; its rounds are lost, and no others. */
    @Test
    void aSlowLeaderCostsItsOwnRoundsOnly() {
        ConsensusDriver driver = validators(4, 4, 12);
        driver.weather = (from, to, message) -> from.name.equals("v2") ? 1_500 : 0;
        driver.start();

        assertThat(driver.run(HOUR)).isTrue();
        assertThat(driver.lastRound).isLessThanOrEqualTo(1);
        assertThat(driver.agreed().values())
                .filteredOn(value -> value.startsWith("of v2"))
                .isEmpty();
    }

    @Test
    void oneLinkThatIsDownForEverDoesNotMatter() {
        for (int a = 0; a < 4; a++) {
            for (int b = a + 1; b < 4; b++) {
                ConsensusDriver driver = validators(5, 4, 8);
                List<Machine> cut = List.of(driver.machines.get(a), driver.machines.get(b));
                driver.connected = (from, to) -> !cut.contains(from) || !cut.contains(to);
                driver.start();

                assertThat(driver.run(5 * 60_000)).as("link %d-%d", a, b).isTrue();
                assertThat(driver.lastRound).isLessThanOrEqualTo(2);
            }
        }
    }

    /** v3 alone hears a quorum. Votes are not passed on, so a link counts as a fault where as many are silent as may be. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneLinkDownAndOneOfFourSilentStandStillUntilTheLinkIsBack(boolean fastPath) {
        ConsensusDriver driver = new ConsensusDriver(5, 4, 2, fastPath);
        for (int i = 1; i <= 3; i++) driver.honest(i);
        List<Machine> cut = driver.machines.subList(0, 2);
        driver.connected = (from, to) -> !cut.contains(from) || !cut.contains(to);
        driver.start();
        assertThat(driver.run(HOUR)).isFalse();
        assertThat(driver.machines).allMatch(machine -> machine.core.round() <= 1);

        driver.connected = (from, to) -> true;

        assertThat(driver.run(HOUR + 2 * repeatMs() + 2 * (roundMs(0) + roundMs(1))))
                .isTrue();
    }

    /** It lost its log of votes, or came back with an older one, in the middle of a height: it counts as Byzantine. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aValidatorThatForgetsCountsAsOneLiarAndHarmsNobody(boolean everything) {
        for (long seed = 0; seed < 100; seed++) {
            ConsensusDriver driver = withForgetful(seed, everything);

            assertThat(driver.run(HOUR)).as("seed %d", seed).isTrue();
        }
    }

    /** They decide with a half of the others, lose their disks, and decide again with the other half, who were cut off. */
    @ParameterizedTest
    @MethodSource("dev.darm.ledger.consensus.FaultRunsTest#oneMoreThanMayBe")
    void moreThanAThirdThatForgetDivideTheOthers(int n, int byzantine, boolean fastPath) {
        ConsensusDriver driver = new ConsensusDriver(1, n, 1, fastPath);
        for (int i = 1; i <= n - byzantine; i++) driver.honest(i);
        for (int i = n - byzantine + 1; i <= n; i++) driver.twin(i, "");
        List<Machine> first = driver.machines.subList(0, (n - byzantine) / 2);
        List<Machine> second = driver.machines.subList((n - byzantine) / 2, n - byzantine);
        driver.connected = (from, to) -> !second.contains(from) && !second.contains(to);
        driver.start();
        driver.run(60_000);
        driver.connected = (from, to) -> !first.contains(from) && !first.contains(to);
        for (Machine machine : driver.machines.subList(n - byzantine, n)) {
            machine.crash();
            machine.disk.clear();
            machine.decided.clear();
            machine.restart();
        }

        assertThatThrownBy(() -> driver.run(HOUR)).isInstanceOf(Violation.class);
    }

    /** All that was ever said is said again while later heights are decided, and between them. */
    @Test
    void oldMessagesSaidAgainChangeNothing() {
        ConsensusDriver driver = validators(6, 4, 10);
        List<Output<String>> spoken = new ArrayList<>();
        driver.weather = (from, to, message) -> {
            spoken.add(message);
            return 0;
        };
        Machine replayer = driver.liar(4, "thief", new ConsensusDriver.Liar() {});
        driver.start();
        for (long at = 5; at < 2_000; at += 5) {
            driver.after(at, () -> {
                for (Output<String> old : List.copyOf(spoken.subList(0, Math.min(40, spoken.size()))))
                    driver.send(replayer, driver.machines.get(driver.random.nextInt(4)), old);
            });
        }

        assertThat(driver.run(HOUR)).isTrue();
        assertThat(driver.now()).isLessThan(10 * 3 * 21 + 20);
        assertThat(driver.accused).isEmpty();
    }

    /** The thief of a key signs beside its owner, who is as honest as ever but can no longer be told from it. */
    @Test
    void aStolenKeyOfOneInFourHarmsNobodyAndIsNoticed() {
        int noticed = 0;
        for (long seed = 0; seed < 100; seed++) {
            ConsensusDriver driver = new ConsensusDriver(seed, 4, 5);
            for (int i = 1; i <= 3; i++) driver.honest(i);
            Machine owner = driver.twin(4, "");
            driver.liar(4, "thief", new Mutator(driver, seed, List.of(owner.key)));
            driver.links = new Links(0.05, 0.05, 200);
            driver.start();

            assertThat(driver.run(HOUR)).as("seed %d", seed).isTrue();
            assertThat(driver.accused).allMatch(owner.key::equals);
            if (!driver.accused.isEmpty()) noticed++;
        }
        assertThat(noticed).isGreaterThan(50);
    }

    private static ConsensusDriver withForgetful(long seed, boolean everything) {
        ConsensusDriver driver = new ConsensusDriver(seed, 4, 4);
        for (int i = 1; i <= 3; i++) driver.honest(i);
        Machine machine = driver.twin(4, "");
        for (long at = 50; at < 20_000; at += 50 + driver.random.nextInt(1_000)) {
            driver.after(at, () -> {
                machine.crash();
                int kept = everything ? 0 : driver.random.nextInt(machine.disk.size() + 1);
                machine.disk.subList(kept, machine.disk.size()).clear();
                driver.after(10, machine::restart);
            });
        }
        driver.links = new Links(0.2, 0.1, 400);
        driver.start();
        return driver;
    }

    private static ConsensusDriver validators(long seed, int n, long heights) {
        ConsensusDriver driver = new ConsensusDriver(seed, n, heights);
        for (int i = 1; i <= n; i++) driver.honest(i);
        return driver;
    }

    private static long repeatMs() {
        return Words.TIMEOUTS.repeat().toMillis();
    }

    private static long roundMs(int round) {
        return FaultRun.roundMs(round);
    }
}
