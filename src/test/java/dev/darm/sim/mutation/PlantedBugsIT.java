package dev.darm.sim.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each planted bug in a JVM of its own, from a known seed on; {@code scripts/planted-bugs} looks through up to 200 seeds.
 */
class PlantedBugsIT {

    private static final long SEEDS = 3;
    private static final long MINUTES = 10;

    /** The seed that shows a bug, and in how many runs it shrinks to five faults. */
    private record Known(long seed, int runs) {}

    private static final Map<Mutation, Known> KNOWN = new EnumMap<>(Map.of(
            Mutation.ACK_BEFORE_SYNC, new Known(1, 3),
            Mutation.COMMIT_WITHOUT_QUORUM, new Known(1, 6),
            Mutation.DROP_A_LOCK, new Known(8, 30),
            Mutation.FORGET_A_REPAIR, new Known(3, 3),
            Mutation.VOTE_TWICE, new Known(1, 3)));

    @TempDir
    static Path folder;

    /** As many JVMs at once as there are processors; each test waits for its own. */
    private static final ExecutorService JVMS =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

    private static final Map<Mutation, Future<Ran>> HUNTS = new EnumMap<>(Mutation.class);

    @BeforeAll
    static void start() {
        KNOWN.forEach((bug, known) -> {
            HUNTS.put(
                    bug,
                    JVMS.submit(() -> hunt(
                            bug.word(),
                            List.of("-D" + Mutations.PROPERTY + "=" + bug.word()),
                            List.of(
                                    bug.word(),
                                    "" + known.seed(),
                                    "" + (known.seed() + SEEDS - 1),
                                    "" + known.runs()))));
        });
    }

    @AfterAll
    static void end() {
        JVMS.shutdownNow();
    }

    /** Those of the fast path are hunted in the core alone: by default there is none in whole nodes. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FORGET_FAST_VOTES", "MISCOUNT_FAST_VOTES"})
    void aPlantedBugIsCaughtAndShrunkToFiveFaults(Mutation bug) throws Exception {
        Ran ran = Objects.requireNonNull(HUNTS.get(bug)).get();

        assertThat(ran.exit()).as(ran.printed()).isZero();
    }

    @Test
    void theSameRunsHoldWithoutABug() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("hold"));
        KNOWN.forEach((bug, known) -> arguments.addAll(List.of(bug.word(), "" + known.seed(), "" + known.seed())));

        Ran ran = JVMS.submit(() -> hunt("hold", List.of(), arguments)).get();

        assertThat(ran.exit()).as(ran.printed()).isZero();
    }

    private record Ran(int exit, String printed) {}

    private static Ran hunt(String name, List<String> properties, List<String> arguments) throws Exception {
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
        Path printed = folder.resolve(name);
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
