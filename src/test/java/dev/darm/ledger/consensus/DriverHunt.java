package dev.darm.ledger.consensus;

import dev.darm.ledger.consensus.ConsensusDriver.Links;
import dev.darm.ledger.consensus.ConsensusDriver.Machine;

/** Runs of four validators over slow links, some of whose machines hear little: what a bug of the core needs to show. */
public final class DriverHunt {

    private static final long MINUTES = 3 * 60_000;

    private DriverHunt() {}

    /** The first of the seeds from 1 to {@code last} whose run is not as it must be, or 0. */
    public static long first(long last) {
        for (long seed = 1; seed <= last; seed++) {
            try {
                run(seed);
            } catch (ConsensusDriver.Violation violation) {
                return seed;
            }
        }
        return 0;
    }

    /** Votes take about as long as rounds wait for them, and now and then one direction is silent. */
    private static void run(long seed) {
        ConsensusDriver driver = new ConsensusDriver(seed, 4, 20);
        for (int i = 1; i <= 4; i++) driver.honest(i);
        driver.links = new Links(0.25, 0, 700);
        for (long at = 0; at < MINUTES; at += 1_000 + driver.random.nextInt(4_000)) {
            driver.after(at, () -> {
                Machine silent = driver.machines.get(driver.random.nextInt(4));
                driver.connected = driver.random.nextBoolean() ? (from, to) -> from != silent : (from, to) -> true;
            });
        }
        driver.start();
        driver.run(MINUTES);
    }
}
