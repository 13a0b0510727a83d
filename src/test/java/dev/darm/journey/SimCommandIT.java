package dev.darm.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.sim.trace.Build;
import dev.darm.sim.trace.Kind;
import dev.darm.sim.trace.TraceHeader;
import dev.darm.sim.trace.TraceRecorder;
import dev.darm.sim.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulator's commands through the launcher, as users start them. */
class SimCommandIT {

    @TempDir
    Path temp;

    @Test
    void aNewScenarioIsWrittenAndIsNotReplaced() throws Exception {
        Path file = temp.resolve("storm.conf");

        LocalCluster.Ran first = launched("sim", "new", file.toString());
        LocalCluster.Ran again = launched("sim", "new", file.toString());

        assertThat(first.exit()).as(first::toString).isZero();
        assertThat(first.out()).contains("./darm sim run " + file);
        assertThat(Files.readString(file)).contains("name = storm");
        assertThat(again.exit()).as(again::toString).isEqualTo(64);
    }

    @Test
    void aTraceIsPrinted() throws Exception {
        Path file = trace(Build.here());

        LocalCluster.Ran ran = launched("sim", "trace", file.toString(), "--node", "n1", "--kind", "fault");

        assertThat(ran.exit()).as(ran::toString).isZero();
        assertThat(ran.out())
                .contains("# scenario storm, seed 42")
                .contains("0:00:07.000000000")
                .contains("n1: crash")
                .contains("# 1 shown of 2 events, to the end of the run");
    }

    @Test
    void aTraceOfAnotherCommitIsRefusedAndBothAreNamed() throws Exception {
        Path file = trace(new Build("0.0.9", "0123abc"));

        LocalCluster.Ran ran = launched("sim", "replay", file.toString());

        assertThat(ran.exit()).as(ran::toString).isEqualTo(65);
        assertThat(ran.err())
                .contains("DARM 0.0.9, commit 0123abc")
                .contains("this is DARM " + Build.here().version());
    }

    @Test
    void theLauncherStartsAJvmThatRunsCanBeRepeatedIn() throws Exception {
        Path wrong = Files.writeString(temp.resolve("wrong.conf"), "duration = 5 m\nnodez = []\n");

        LocalCluster.Ran launched = launched("sim", "run", wrong.toString());
        LocalCluster.Ran plain = LocalCluster.darm("sim", "run", wrong.toString());

        assertThat(launched.exit()).as(launched::toString).isEqualTo(65);
        assertThat(launched.err()).contains("darm: " + wrong + ":");
        assertThat(plain.exit()).as(plain::toString).isEqualTo(64);
        assertThat(plain.err()).contains("-javaagent:").contains("-XX:hashCode=2");
    }

    private Path trace(Build build) throws IOException {
        Path file = temp.resolve("run.trace");
        TraceHeader header = new TraceHeader(build, "storm", "duration = 5 m\n", 42, "25", "0");
        try (TraceWriter writer = TraceWriter.create(file, header)) {
            TraceRecorder recorder = new TraceRecorder();
            recorder.name(0, "n1");
            recorder.record(writer);
            recorder.event(1, 5_000_000_000L, 0, Kind.TIMER, "/user/chain", "Tick", 0);
            recorder.event(2, 7_000_000_000L, 0, Kind.FAULT, "n1", "crash", 0);
            writer.complete();
        }
        return file;
    }

    private LocalCluster.Ran launched(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("./darm"));
        command.addAll(List.of(arguments));
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("").toAbsolutePath().toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("DARM_NO_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new LocalCluster.Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
