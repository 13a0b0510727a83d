package dev.darm.sim.run;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Whole nodes on devices that differ in what declared work costs, and in nothing else. */
@Tag("simulated")
class DeclaredWorkSimTest {

    private static final long MILLI = 1_000_000;

    @TempDir
    static Path home;

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
    }

    private static RunResult run(String device) throws IOException {
        Path file = home.resolve(device + ".conf");
        Files.writeString(file, """
                name = costs
                duration = 90 s
                nodes = [{ count = 4, roles = [head, edge], device = %s, disk = none, uplink = lan-1g }]
                workload {
                  documents = [{ generated = 10, statements = 4 }]
                  ingest { per-hour = 1200, from = 20 s, to = any }
                }
                """.formatted(device));
        return Simulation.run(Scenario.read(file), 1, RunOptions.quiet());
    }

    private static long median(RunResult run) {
        List<Long> sorted = run.summary().commits().stream()
                .map(RunSummary.Commit::latencyNanos)
                .sorted()
                .toList();
        assertThat(sorted).hasSizeGreaterThan(1);
        return sorted.get(sorted.size() / 2);
    }

    @Test
    void aMachineThatChecksSignaturesSlowlyCommitsLaterAndTheRunRepeats() throws IOException {
        RunResult quick = run("x86-mini-server");
        RunResult slow = run("slow-at-checking");

        // the proposal, the prevotes and the precommits of the others are checked one after the other
        assertThat(median(slow) - median(quick)).isGreaterThan(3 * 20 * MILLI);
        assertThat(slow.violation()).isEmpty();
        assertThat(run("slow-at-checking").summary().run().traceHash())
                .isEqualTo(slow.summary().run().traceHash());
    }
}
