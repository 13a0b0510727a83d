package dev.darm.sim.link;

import static dev.darm.sim.link.Heard.MILLI;
import static dev.darm.sim.link.Heard.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.darm.sim.Seeds;
import dev.darm.sim.link.Link.Carriage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

/**
 * The shipped Starlink profiles against 1,190 runs of 250 pings in 25 s (sys-uos/Starlink-on-the-Road, CC BY-SA 4.0), parked
 * and driving: the same pings over the model, the same figures of each run, the same quantiles over the runs.
 */
class StarlinkTraceTest {

    private static final Path TRACE = Path.of(System.getProperty("darm.shared.data", "absent"))
            .resolve("swarm-fleet")
            .resolve("starlink-on-the-road");

    private static final int RUNS = 4000;
    private static final int PINGS = 250;

    /** One run: milliseconds of round trip, and the share of pings lost, in percent. */
    private record Run(double best, double mean, double worst, double loss) {}

    @Test
    void roundTripsAndLossOfAParkedDishAreThoseOfTheTrace() throws IOException {
        compare(measured(speed -> speed == 0), simulated("starlink-parked"));
    }

    @Test
    void roundTripsOfADrivenDishAreThoseOfTheTrace() throws IOException {
        List<Run> measured = measured(speed -> speed > 0);
        List<Run> simulated = simulated("starlink-roaming").stream()
                .filter(run -> run.loss() < 60)
                .toList();

        for (double q : new double[] {0.5, 0.95})
            assertThat(quantile(means(simulated), q))
                    .as("mean round trip, quantile " + q)
                    .isCloseTo(quantile(means(measured), q), within(5.0));
    }

    private static void compare(List<Run> measured, List<Run> simulated) {
        assertThat(quantile(means(simulated), 0.5)).isCloseTo(quantile(means(measured), 0.5), within(2.0));
        assertThat(quantile(means(simulated), 0.95)).isCloseTo(quantile(means(measured), 0.95), within(4.0));
        assertThat(quantile(means(simulated), 0.99)).isCloseTo(quantile(means(measured), 0.99), within(12.0));
        assertThat(quantile(bests(simulated), 0.5)).isCloseTo(quantile(bests(measured), 0.5), within(2.0));
        assertThat(quantile(worsts(simulated), 0.5)).isCloseTo(quantile(worsts(measured), 0.5), within(10.0));
        assertThat(mean(losses(simulated))).isCloseTo(mean(losses(measured)), within(0.6));
        assertThat(quantile(losses(simulated), 0.5)).isCloseTo(quantile(losses(measured), 0.5), within(0.4));
        assertThat(quantile(losses(simulated), 0.95)).isCloseTo(quantile(losses(measured), 0.95), within(6.0));
        assertThat(quantile(losses(simulated), 0.99)).isCloseTo(quantile(losses(measured), 0.99), within(15.0));
    }

    @Test
    void bandwidthOfADishIsThatOfTheTrace() throws IOException {
        List<Double> up = new ArrayList<>();
        List<Double> down = new ArrayList<>();
        for (String[] row : rows("iperf.csv")) {
            if (row.length < 11 || row[8].isBlank() || Double.parseDouble(row[8]) != 0) continue;
            if (!row[9].isBlank()) down.add(Double.parseDouble(row[9]));
            if (!row[10].isBlank()) up.add(Double.parseDouble(row[10]));
        }
        LinkProfile parked = LinkProfile.read(Path.of("hardware/uplinks/starlink-parked.conf"));

        assertThat(parked.up().bandwidthBits().p50() / 1e6).isCloseTo(quantile(up, 0.5), within(0.5));
        assertThat(parked.up().bandwidthBits().p95() / 1e6).isCloseTo(quantile(up, 0.95), within(1.0));
        assertThat(parked.down().bandwidthBits().p50() / 1e6).isCloseTo(quantile(down, 0.5), within(3.0));
        assertThat(parked.down().bandwidthBits().p95() / 1e6).isCloseTo(quantile(down, 0.95), within(3.0));
    }

    /** The nominal profile needs no trace: round trips of 20 to 40 ms, 25.7 at the median, under 1 % above 55. */
    @Test
    void nominalRoundTripsAreThoseThatTheOperatorStates() {
        List<Double> trips = new ArrayList<>();
        Links links = new Links("starlink");
        for (long at = 0; at < 20_000 * SECOND; at += 100 * MILLI) {
            double trip = links.ping(at);
            if (trip >= 0) trips.add(trip);
        }

        assertThat(quantile(trips, 0)).isGreaterThanOrEqualTo(20);
        assertThat(quantile(trips, 0.5)).isCloseTo(25.7, within(1.5));
        assertThat(quantile(trips, 0.95)).isLessThan(40);
        assertThat(quantile(trips, 0.99)).isLessThan(55);
    }

    private static List<Run> measured(DoublePredicate speed) throws IOException {
        List<Run> runs = new ArrayList<>();
        for (String[] row : rows("ping.csv")) {
            if (speed.test(Double.parseDouble(row[10])))
                runs.add(new Run(
                        Double.parseDouble(row[8]),
                        Double.parseDouble(row[6]),
                        Double.parseDouble(row[7]),
                        Double.parseDouble(row[4])));
        }
        assertThat(runs).hasSizeGreaterThan(300);
        return runs;
    }

    private static List<String[]> rows(String file) throws IOException {
        Path path = TRACE.resolve(file);
        assumeTrue(Files.isRegularFile(path), "skipped: the trace " + path + " is not there");
        return Files.readAllLines(path).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .toList();
    }

    private static List<Run> simulated(String profile) {
        Links links = new Links(profile);
        List<Run> runs = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            long from = run * 127_300 * MILLI;
            List<Double> trips = new ArrayList<>();
            for (int ping = 0; ping < PINGS; ping++) {
                double trip = links.ping(from + ping * 100 * MILLI);
                if (trip >= 0) trips.add(trip);
            }
            if (!trips.isEmpty())
                runs.add(new Run(
                        Collections.min(trips),
                        mean(trips),
                        Collections.max(trips),
                        100.0 * (PINGS - trips.size()) / PINGS));
        }
        return runs;
    }

    /** A machine behind a dish and a server without a delay. */
    private static final class Links {
        private final Link out;
        private final Link back;

        Links(String profile) {
            Network network = new Network(new Seeds(42), StreamRules.LINUX, new Heard());
            network.site("dish", LinkProfile.read(Path.of("hardware/uplinks").resolve(profile + ".conf")));
            network.site("world", LinkProfile.IDEAL);
            network.machine("van", "dish", LinkProfile.IDEAL);
            network.machine("server", "world", LinkProfile.IDEAL);
            out = network.link("van", "server");
            back = network.link("server", "van");
        }

        /** Milliseconds until the answer, or −1. */
        double ping(long at) {
            long there = out.offer(at, 84, Carriage.DATAGRAM);
            if (there == Link.LOST) return -1;
            long answered = back.offer(there, 84, Carriage.DATAGRAM);
            return answered == Link.LOST ? -1 : (answered - at) / 1e6;
        }
    }

    private static List<Double> means(List<Run> runs) {
        return runs.stream().map(Run::mean).toList();
    }

    private static List<Double> bests(List<Run> runs) {
        return runs.stream().map(Run::best).toList();
    }

    private static List<Double> worsts(List<Run> runs) {
        return runs.stream().map(Run::worst).toList();
    }

    private static List<Double> losses(List<Run> runs) {
        return runs.stream().map(Run::loss).toList();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double quantile(List<Double> values, double q) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(q * sorted.size()) - 1));
    }
}
