package dev.darm.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("simulated")
class TrapsTest {

    private static Map<String, String> fresh;
    private static Map<String, String> busy;
    private static Map<String, String> here;

    @BeforeAll
    static void runInThreeJvms() throws IOException, InterruptedException {
        Process one = program();
        fresh = read(one);
        Process other = program("busy");
        busy = read(other);
        here = Traps.run(5);
    }

    static Stream<String> traps() {
        return Traps.ALL.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("traps")
    void givesTheSameInEveryJvmAndWhateverItRanBefore(String trap) {
        assertThat(fresh.get(trap))
                .isNotNull()
                .doesNotStartWith("failed with")
                .isEqualTo(busy.get(trap))
                .isEqualTo(here.get(trap));
    }

    @Test
    void theWholeRunsAreTheSame() {
        assertThat(fresh.get("trace")).isNotNull().isEqualTo(busy.get("trace")).isEqualTo(here.get("trace"));
    }

    @Test
    void theClockIsTheMachinesAndSleepingTakesNoRealTime() {
        assertThat(here.get("Instant.now")).startsWith("2026-01-01T00:0");
        assertThat(Long.parseLong(here.get("Thread.sleep"))).isEqualTo(1_500_000_000L);
        assertThat(here.get("cache that expires")).isEqualTo("madekeptexpired");
        assertThat(here.get("availableProcessors")).isEqualTo("4");
    }

    @Test
    void anotherSeedGivesOtherChances() {
        Map<String, String> other = Traps.run(6);
        for (String trap :
                List.of("ThreadLocalRandom", "new Random", "static new Random", "UUID.randomUUID", "SecureRandom"))
            assertThat(other.get(trap)).as(trap).isNotEqualTo(here.get(trap));
    }

    /** A JVM like this one, that runs the traps. */
    private static Process program(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments())
            if (option.startsWith("-X") || option.startsWith("-javaagent") || option.startsWith("--"))
                command.add(option);
        command.addAll(
                List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.add(Traps.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Map<String, String> read(Process program) throws IOException, InterruptedException {
        Map<String, String> given = new LinkedHashMap<>();
        try (InputStream out = program.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.split("\n")) {
                int middle = line.indexOf(" = ");
                if (line.startsWith("trap ") && middle > 0)
                    given.put(line.substring(5, middle), line.substring(middle + 3));
            }
        }
        assertThat(program.waitFor()).isZero();
        return given;
    }
}
