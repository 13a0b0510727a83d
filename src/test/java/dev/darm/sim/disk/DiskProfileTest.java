package dev.darm.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import dev.darm.sim.Seeds;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskProfileTest {

    private static final Path SHIPPED = Path.of("hardware/disks");

    @TempDir
    Path folder;

    @Test
    void everyShippedProfileIsReadAndSaysWhereEachFigureIsFrom() throws IOException {
        File[] files = Objects.requireNonNull(SHIPPED.toFile().listFiles());
        assertThat(files).hasSizeGreaterThanOrEqualTo(3);
        for (File file : files) {
            DiskProfile profile = DiskProfile.read(file.toPath());
            assertThat(file.getName()).isEqualTo(profile.name() + ".conf");
            List<String> lines = Files.readAllLines(file.toPath());
            for (int i = 0; i < lines.size(); i++)
                if (lines.get(i).matches("[a-z-]+ ?[={].*"))
                    assertThat(lines.get(i - 1)).startsWith("# ");
        }
        DiskProfile nvme = DiskProfile.read(SHIPPED.resolve("nvme.conf"));
        assertThat(nvme.sync().medianNanos()).isEqualTo(1_643_000);
        assertThat(nvme.atomicBytes()).isEqualTo(512);
    }

    @Test
    void aWrongFileIsRefusedWithLineKeyAndWhatWasExpected() throws IOException {
        refused("call = 5 us", "call = 5 parsecs", 5, "'call'", "expected a duration", "found 5 parsecs");
        refused("call = 5 us", "call = 2 hours", 5, "'call'", "expected a duration");
        refused("call = 5 us", "cal = 5 us", 5, "'cal'", "expected one of");
        refused("atomic-write = 512 B", "atomic-write = 600 B", 4, "'atomic-write'", "512 B, 1024 B");
        refused("max = 3 s", "max = 3 ms", 6, "'sync.max'", "at least sync.p99");
        refused("capacity = 1 GiB", "capacity = 1 B", 3, "'capacity'", "expected 1048576 to");
        refused("latency = 2 ms,", "", 7, "'write.latency'", "found nothing");
        assertThatThrownBy(() -> DiskProfile.read(folder.resolve("none.conf")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.conf");
    }

    private void refused(String from, String to, int line, String... parts) throws IOException {
        String sound = """
                # a

                capacity = 1 GiB
                atomic-write = 512 B
                call = 5 us
                sync { median = 4 ms, p99 = 80 ms, max = 3 s }
                read { latency = 1 ms, bytes-per-second = 39 MiB }
                write { latency = 2 ms, bytes-per-second = 20 MiB }
                """;
        Path file = folder.resolve("disk.conf");
        Files.writeString(file, sound.replace(from, to));
        boolean absent = to.isEmpty();
        assertThatThrownBy(() -> DiskProfile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(absent ? "disk.conf" : "disk.conf: " + line + ":")
                .hasMessageContainingAll(parts);
        Files.writeString(file, sound);
        assertThat(DiskProfile.read(file).write().latencyNanos()).isEqualTo(2_000_000);
    }

    @Test
    void drawnDurationsHaveTheMedianTheTailAndTheLimitThatTheProfileStates() {
        DiskProfile.Spread spread = new DiskProfile.Spread(1_000_000, 10_000_000, 20_000_000);
        RandomGenerator random = new Seeds(1).generator();
        long[] drawn = new long[20_000];
        for (int i = 0; i < drawn.length; i++) drawn[i] = spread.draw(random);
        Arrays.sort(drawn);

        assertThat(drawn[10_000]).isBetween(950_000L, 1_050_000L);
        assertThat(drawn[19_800]).isBetween(9_000_000L, 11_000_000L);
        assertThat(drawn[19_999]).isEqualTo(20_000_000L);
        assertThat(drawn[0]).isPositive();
    }
}
