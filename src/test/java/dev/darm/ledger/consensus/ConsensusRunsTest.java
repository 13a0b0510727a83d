package dev.darm.ledger.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darm.ledger.consensus.ConsensusDriver.Links;
import dev.darm.ledger.consensus.ConsensusDriver.Machine;
import dev.darm.ledger.consensus.ConsensusDriver.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whole runs of several validators, each from a seed that a failure prints. */
class ConsensusRunsTest {

    private static final long HOUR = 3_600_000;

    @Test
    void goodLinksDecideInTheFirstRoundsWithoutATimer() {
        ConsensusDriver driver = run(1, 4, 20, Links.GOOD);

        driver.start();

        // Three one-way delays of at most 20 ms a height: no timer, of which the shortest is 500 ms, was waited for.
        assertThat(driver.run(HOUR)).isTrue();
        assertThat(driver.now()).isLessThan(20 * 3 * 21 + 20);
        assertThat(driver.agreed().values()).allMatch(value -> value.endsWith(".0"));
    }

    @Test
    void aDecisionOfFourCostsTwentySevenMessages() {
        ConsensusDriver driver = run(1, 4, 1, Links.GOOD);

        driver.start();
        driver.run(HOUR);

        assertThat(driver.messages).isEqualTo(3 + 12 + 12);
    }

    @Test
    void oneValidatorAloneDecides() {
        ConsensusDriver driver = run(1, 1, 5, Links.GOOD);

        driver.start();

        assertThat(driver.run(HOUR)).isTrue();
    }

    @Test
    void lossyLinksDelayButNeverDivide() {
        for (long seed = 0; seed < 200; seed++) {
            ConsensusDriver driver = run(seed, 4, 5, new Links(0.3, 0.2, 1500));
            driver.start();
            assertThat(driver.run(HOUR)).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void crashesAndPartitionsAreSurvivedAndHealed() {
        for (long seed = 0; seed < 400; seed++) {
            int n = 4 + (int) (seed % 4);
            ConsensusDriver driver = run(seed, n, 6, new Links(0.1, 0.1, 400));
            driver.start();
            disturb(driver, 60_000);

            driver.run(60_000);
            heal(driver);

            assertThat(driver.run(60_000 + HOUR)).as("seed %d", seed).isTrue();
            assertThat(driver.agreed().values()).as("seed %d", seed).allMatch(value -> value.startsWith("of v"));
        }
    }

    @Test
    void oneLiarOfFourNeitherDividesNorStopsTheOthers() {
        for (long seed = 0; seed < 300; seed++) {
            ConsensusDriver driver = new ConsensusDriver(seed, 4, 5);
            for (int i = 1; i <= 3; i++) driver.honest(i);
            driver.liar(4, "", new Equivocator(driver, seed));
            driver.links = new Links(0.05, 0.1, 200);
            driver.start();

            assertThat(driver.run(HOUR)).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void aTwinOfOneInFourIsHarmlessAndNoticed() {
        int noticed = 0;
        for (long seed = 0; seed < 200; seed++) {
            ConsensusDriver driver = new ConsensusDriver(seed, 4, 5);
            for (int i = 1; i <= 3; i++) driver.honest(i);
            driver.twin(4, "a");
            driver.twin(4, "b");
            driver.links = new Links(0.1, 0.1, 800);
            driver.start();

            assertThat(driver.run(HOUR)).as("seed %d", seed).isTrue();
            assertThat(driver.accused).as("seed %d", seed).allMatch(Words.key(4)::equals);
            if (!driver.accused.isEmpty()) noticed++;
        }
        assertThat(noticed).isPositive();
    }

    /** The checks of the driver can fail: with more Byzantine power than a third, two halves decide differently. */
    @Test
    void twoTwinsOfFourDivideTheOthersAndTheDriverSeesIt() {
        ConsensusDriver driver = new ConsensusDriver(7, 4, 3);
        driver.honest(1);
        driver.honest(2);
        for (int i = 3; i <= 4; i++) {
            driver.twin(i, "a");
            driver.twin(i, "b");
        }
        driver.connected = (from, to) -> side(from).equals(side(to));
        driver.start();

        assertThatThrownBy(() -> driver.run(HOUR)).isInstanceOf(Violation.class);
    }

    @Test
    void allAtOnceWithoutPowerGoOnWhereTheyWere() {
        for (long seed = 0; seed < 300; seed++) {
            ConsensusDriver driver = run(seed, 4, 3, new Links(0.2, 0, 400));
            driver.start();
            for (int outage = 0; outage < 5; outage++) {
                driver.run(driver.now() + 500 + driver.random.nextInt(4000));
                driver.machines.forEach(Machine::crash);
                driver.run(driver.now() + 1000);
                driver.machines.forEach(Machine::restart);
            }

            assertThat(driver.run(driver.now() + HOUR)).as("seed %d", seed).isTrue();
        }
    }

    /** Linear timeouts and line 55 bring drifted rounds together; exponential ones are known not to. */
    @Test
    void anHourWithoutQuorumIsOverWithinSeconds() {
        ConsensusDriver driver = run(3, 4, 2, new Links(0, 0, 50));
        driver.machines.get(2).up = false;
        driver.machines.get(3).up = false;
        driver.start();

        assertThat(driver.run(HOUR)).isFalse();
        driver.machines.get(2).restart();
        driver.machines.get(3).restart();

        assertThat(driver.run(HOUR + 10_000)).isTrue();
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        List<TreeMap<Long, String>> results = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ConsensusDriver driver = run(42, 5, 4, new Links(0.2, 0.2, 900));
            driver.start();
            disturb(driver, 20_000);
            driver.run(20_000);
            heal(driver);
            driver.run(HOUR);
            TreeMap<Long, String> result = new TreeMap<>(driver.agreed());
            result.put(0L, driver.messages + " messages, " + driver.now() + " ms");
            results.add(result);
        }

        assertThat(results.get(0)).isEqualTo(results.get(1));
    }

    private static ConsensusDriver run(long seed, int n, long heights, Links links) {
        ConsensusDriver driver = new ConsensusDriver(seed, n, heights);
        for (int i = 1; i <= n; i++) driver.honest(i);
        driver.links = links;
        return driver;
    }

    /** Crashes, restarts and partitions at random moments until {@code untilMs}. */
    private static void disturb(ConsensusDriver driver, long untilMs) {
        for (long at = 200; at < untilMs; at += 200 + driver.random.nextInt(3000)) {
            driver.after(at, () -> {
                Machine machine = driver.machines.get(driver.random.nextInt(driver.machines.size()));
                switch (driver.random.nextInt(4)) {
                    case 0 -> machine.crash();
                    case 1 -> {
                        if (!machine.up) machine.restart();
                    }
                    case 2 -> {
                        String cut = machine.name;
                        driver.connected = (from, to) -> !from.name.equals(cut) && !to.name.equals(cut);
                    }
                    default -> driver.connected = (from, to) -> true;
                }
            });
        }
    }

    private static void heal(ConsensusDriver driver) {
        driver.connected = (from, to) -> true;
        driver.links = Links.GOOD;
        driver.after(
                0,
                () -> driver.machines.forEach(machine -> {
                    if (!machine.up) machine.restart();
                }));
    }

    private static String side(Machine machine) {
        if (machine.name.equals("v1") || machine.name.endsWith("a")) return "left";
        return "right";
    }
}
