package dev.darm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.trace.TraceEnding;
import dev.darm.sim.trace.TraceReader;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, in a process of its own. */
class InterruptionTest {

    @TempDir
    Path temp;

    @Test
    void aTraceIsEndedInOrderAndTheUserIsToldHowToReplayIt() throws Exception {
        Path trace = temp.resolve("run.trace");

        Puppet.Ran ran = interrupted("sim", "run", scenario(), "--seed", "7", "--trace", trace.toString());

        assertThat(ran.exit()).as(ran::toString).isEqualTo(130);
        assertThat(ran.out()).contains("trace hash = ");
        assertThat(ran.err()).contains("Interrupted at ").contains("./darm sim replay " + trace);
        try (TraceReader reader = TraceReader.open(trace)) {
            long events = 0;
            while (reader.next() != null) events++;
            assertThat(reader.ending().state()).isEqualTo(TraceEnding.State.INTERRUPTED);
            assertThat(events).isPositive();
        }
        Puppet.Ran replay = new Puppet().sim("replay", trace.toString());
        assertThat(replay.exit()).as(replay::toString).isZero();
    }

    @Test
    void aRunWithoutATraceLeavesItsLastEvents() throws Exception {
        Puppet.Ran ran = interrupted("sim", "run", scenario(), "--seed", "7");

        assertThat(ran.exit()).as(ran::toString).isEqualTo(130);
        assertThat(ran.err()).containsPattern("--seed 7 --until \\d+ms --trace run.trace");
        assertThat(Files.readString(temp.resolve("endless-7.events.txt"))).contains("seed 7: Tick1");
    }

    private String scenario() throws IOException {
        return Files.writeString(
                        temp.resolve("endless.conf"), "duration = 3650 d\nnodes = [{ count = 1, device = pi-5 }]\n")
                .toString();
    }

    private Puppet.Ran interrupted(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(withInterrupts());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Ddarm.home=" + Path.of("").toAbsolutePath(),
                "-cp",
                absolute(System.getProperty("java.class.path")),
                EndlessRun.class.getName()));
        command.addAll(List.of(arguments));
        Path err = temp.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectError(err.toFile())
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).as(() -> read(err)).isEqualTo("running");
            Process kill = new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
            String rest = String.join("\n", out.lines().toList());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Puppet.Ran(process.exitValue(), rest, read(err));
        } finally {
            process.destroyForcibly();
        }
    }

    /** What is started by a script in its background ignores Ctrl-C, and so does all that it starts, unless told otherwise. */
    private static List<String> withInterrupts() throws IOException, InterruptedException {
        List<String> env = List.of("env", "--default-signal=INT");
        Process tried = new ProcessBuilder(env).redirectErrorStream(true).start();
        tried.getInputStream().readAllBytes();
        return tried.waitFor() == 0 ? env : List.of();
    }

    private static String absolute(String classes) {
        return Arrays.stream(classes.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
