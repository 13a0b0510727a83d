package dev.darm.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.engine.Engine;
import dev.darm.sim.report.RunSummary;
import dev.darm.sim.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four whole nodes for a minute and a half: what one thing that is changed in their world does to their commits. */
@Tag("simulated")
class SmallFleetSimTest {

    private static final long MILLI = 1_000_000;

    @TempDir
    static Path home;

    private static RunResult plain;

    @BeforeAll
    static void layHardware() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("hardware"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = home.resolve(file.toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        Path devices = home.resolve("hardware/devices");
        String quick = Files.readString(devices.resolve("x86-mini-server.conf"));
        String slow = quick.replaceFirst("verify \\{ value = \\d+", "verify { value = " + 20 * MILLI);
        assertThat(slow).isNotEqualTo(quick);
        Files.writeString(devices.resolve("slow-at-checking.conf"), slow);
        plain = run(scenario("x86-mini-server", ""));
    }

    private static Scenario scenario(String device, String more) throws IOException {
        Path file = home.resolve("small.conf");
        Files.writeString(file, """
                name = small
                duration = 90 s
                nodes = [{ count = 4, prefix = n, roles = [head, edge], device = %s, disk = none, uplink = lan-1g }]
                workload {
                  documents = [{ generated = 10, statements = 4 }]
                  ingest { per-hour = 1200, from = 20 s, to = any }
                }
                %s
                """.formatted(device, more));
        return Scenario.read(file);
    }

    /** A fault of links from the start to the end. */
    private static String onEveryLink(String fault) {
        return """
                timeline = [
                  { at = 0 s, %1$s, from = n1, to = [n2, n3, n4] }
                  { at = 0 s, %1$s, from = n2, to = [n3, n4] }
                  { at = 0 s, %1$s, from = n3, to = n4 }
                ]
                """.formatted(fault);
    }

    private static RunResult run(Scenario scenario) {
        RunResult run = Simulation.run(scenario, 1, RunOptions.quiet());
        assertThat(run.violation()).isEmpty();
        return run;
    }

    private static String hash(RunResult run) {
        return run.summary().run().traceHash();
    }

    /** How long a block takes, the median, beyond what it takes when nothing is changed. */
    private static long later(RunResult run) {
        return median(run) - median(plain);
    }

    private static long median(RunResult run) {
        List<Long> sorted = run.summary().commits().stream()
                .map(RunSummary.Commit::latencyNanos)
                .sorted()
                .toList();
        assertThat(sorted).hasSizeGreaterThan(1);
        return sorted.get(sorted.size() / 2);
    }

    private static double bytesOfAMessage(RunResult run) {
        List<RunSummary.Link> links = run.summary().links();
        return (double) links.stream().mapToLong(RunSummary.Link::bytes).sum()
                / links.stream().mapToLong(RunSummary.Link::messages).sum();
    }

    @Test
    void aMachineThatChecksSignaturesSlowlyCommitsLaterAndTheRunRepeats() throws IOException {
        RunResult slow = run(scenario("slow-at-checking", ""));

        // the proposal, the prevotes and the precommits of the others are checked one after the other
        assertThat(later(slow)).isGreaterThan(3 * 20 * MILLI);
        assertThat(hash(run(scenario("slow-at-checking", "")))).isEqualTo(hash(slow));
    }

    @Test
    void slowLinksCostEachMessageTheStatedTime() throws IOException {
        RunResult slow =
                run(scenario("x86-mini-server", onEveryLink("fault = slow-link, extra = 100 ms, jitter = 0 s")));

        // a block takes three ways: of its proposal, of the prevotes and of the precommits
        assertThat(later(slow)).isBetween(290 * MILLI, 400 * MILLI);
    }

    @Test
    void duplicatesTakeBandwidthAndWhatIsReorderedMakesTheRestWait() throws IOException {
        RunResult doubled = run(scenario("x86-mini-server", onEveryLink("fault = duplicate, probability = 1")));
        RunResult heldBack =
                run(scenario("x86-mini-server", onEveryLink("fault = reorder, probability = 0.3, within = 300 ms")));

        assertThat(bytesOfAMessage(doubled)).isGreaterThan(1.6 * bytesOfAMessage(plain));
        assertThat(later(heldBack)).isGreaterThan(50 * MILLI);
    }

    @Test
    void theOldestFirstIsAnotherRunThatRepeatsAsFileAsOptionAndAsWritten() throws IOException {
        Scenario file = scenario("x86-mini-server", "order = fifo");
        RunResult fifo = run(file);

        assertThat(hash(fifo)).isNotEqualTo(hash(plain));
        assertThat(hash(run(scenario("x86-mini-server", "").inOrder(Engine.Order.FIFO))))
                .isEqualTo(hash(fifo));
        Path written = Files.writeString(home.resolve("written.conf"), file.write(file.plan(1), "written"));
        assertThat(hash(run(Scenario.read(written)))).isEqualTo(hash(fifo));
    }
}
