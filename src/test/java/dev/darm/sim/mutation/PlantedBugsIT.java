package dev.darm.sim.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each planted bug in a JVM of its own, from a known seed on; {@code scripts/planted-bugs} looks through up to 200 seeds.
 */
class PlantedBugsIT {

    private static final long SEEDS = 3;
    private static final long MINUTES = 10;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "ack-before-sync, 1, 3",
        "commit-without-quorum, 1, 6",
        "drop-a-lock, 1, 6",
        "forget-a-repair, 3, 3",
        "vote-twice, 2, 3"
    })
    void aPlantedBugIsCaughtAndShrunkToFiveFaults(String bug, long seed, int runsToShrink) throws Exception {
        Ran ran = hunt(
                List.of("-D" + Mutations.PROPERTY + "=" + bug),
                List.of(bug, "" + seed, "" + (seed + SEEDS - 1), "" + runsToShrink));

        assertThat(ran.exit()).as(ran.printed()).isZero();
    }

    @Test
    void theSameRunsHoldWithoutABug() throws Exception {
        Ran ran = hunt(
                List.of(),
                List.of(
                        "hold",
                        Mutation.ACK_BEFORE_SYNC.word(),
                        "1",
                        "1",
                        Mutation.COMMIT_WITHOUT_QUORUM.word(),
                        "1",
                        "1",
                        Mutation.DROP_A_LOCK.word(),
                        "1",
                        "1",
                        Mutation.FORGET_A_REPAIR.word(),
                        "3",
                        "3",
                        Mutation.VOTE_TWICE.word(),
                        "2",
                        "2"));

        assertThat(ran.exit()).as(ran.printed()).isZero();
    }

    private record Ran(int exit, String printed) {}

    private Ran hunt(List<String> properties, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:target/darm-agent.jar=also=" + Mutations.class.getName(),
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=2",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx2g",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(properties);
        command.add(Hunt.class.getName());
        command.addAll(arguments);
        Path printed = folder.resolve("printed");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            return new Ran(ended ? process.exitValue() : -1, Files.readString(printed));
        } finally {
            process.destroyForcibly();
        }
    }
}
