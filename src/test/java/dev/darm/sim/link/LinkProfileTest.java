package dev.darm.sim.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkProfileTest {

    private static final Path UPLINKS = Path.of("hardware/uplinks");

    private static final String GOOD = """
            description = "a test"
            up {
              latency = 1 ms
              jitter { min = 0 ms, p50 = 1 ms, p95 = 2 ms, p99 = 3 ms, max = 9 ms }
              bandwidth-mbit = 8
              loss = 0.01
              queue = 64 KiB
            }
            down = ${up} { latency = 2 ms }
            outages { up-mean = 1 m, p50 = 1 s, p99 = 9 s }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void everyShippedProfileReadsAndIsNamedByItsFile() throws IOException {
        try (Stream<Path> files = Files.list(UPLINKS)) {
            List<LinkProfile> profiles = files.sorted().map(LinkProfile::read).toList();

            assertThat(profiles)
                    .extracting(LinkProfile::name)
                    .contains(
                            "lan-1g",
                            "lan-100m",
                            "wifi",
                            "lte",
                            "loopback",
                            "starlink",
                            "starlink-parked",
                            "starlink-roaming",
                            "long-partition");
        }
    }

    /** A figure's source stands on its line, or on the lines right above it. */
    @Test
    void everyFigureOfAShippedProfileHasASourceOrIsCalledChosen() throws IOException {
        List<String> bare = new ArrayList<>();
        try (Stream<Path> files = Files.list(UPLINKS)) {
            for (Path file : files.sorted().toList()) {
                boolean explained = false;
                boolean allChosen = Files.readString(file).contains("All figures chosen.");
                for (String line : Files.readAllLines(file)) {
                    if (line.contains("#")) explained = true;
                    else if (line.isBlank() || line.strip().startsWith("}")) explained = false;
                    else if (line.matches(".*\\d.*") && !line.startsWith("description") && !explained && !allChosen)
                        bare.add(file + ": " + line);
                }
            }
        }
        assertThat(bare).isEmpty();
    }

    @Test
    void nominalStarlinkTakesTenToTwentyMillisecondsOneWay() {
        LinkProfile starlink = LinkProfile.read(UPLINKS.resolve("starlink.conf"));
        double step = starlink.slots().orElseThrow().stepNanos().p50();
        double jitter = starlink.up().jitterNanos().p50();

        assertThat(starlink.up().latencyNanos() + step + jitter).isBetween(10e6, 20e6);
        assertThat(starlink.slots().orElseThrow().lengthNanos()).isEqualTo(15 * Heard.SECOND);
    }

    @Test
    void figuresAreReadInNanosecondsBitsAndBytes() throws IOException {
        LinkProfile profile = LinkProfile.read(file(GOOD));

        assertThat(profile.name()).isEqualTo("profile");
        assertThat(profile.up().latencyNanos()).isEqualTo(Heard.MILLI);
        assertThat(profile.down().latencyNanos()).isEqualTo(2 * Heard.MILLI);
        assertThat(profile.up().bandwidthBits()).isEqualTo(Quantiles.constant(8e6));
        assertThat(profile.up().queueBytes()).isEqualTo(65_536);
        assertThat(profile.outages()).contains(new OutageLaw(60 * Heard.SECOND, Heard.SECOND, 9 * Heard.SECOND));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            loss = 0.01                | loss = 1.5                  | 6 | expected a number from 0.0 to 1.0, found 1.5
            loss = 0.01                | los = 0.01                  | 6 | unknown key
            latency = 1 ms             | latency = soon              | 3 | expected a duration
            queue = 64 KiB             | queue = 10                  | 7 | expected a size from 1500 bytes
            p50 = 1 ms                 | p50 = 5 ms                  | 4 | min <= p50 <= p95 <= p99 <= max
            bandwidth-mbit = 8         | bandwidth-mbit = 0          | 5 | expected a number from 0.001
            bandwidth-mbit = 8         | bandwidth-mbit { min = 1, p50 = 2, p95 = 3, p99 = 4, max = 5 } | 2 | no slots
            p99 = 9 s                  | p99 = 1 s                   | 10 | expected more than p50
            up-mean = 1 m,           | ''                          | 10 | missing
            outages {                  | outage {                    | 10 | unknown key
            """)
    void aMistakeIsNamedWithFileLineAndWhatWasExpected(String from, String to, int line, String expected)
            throws IOException {
        Path file = file(GOOD.replace(from, to));

        assertThatThrownBy(() -> LinkProfile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("profile.conf: " + line)
                .hasMessageContaining(expected);
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> LinkProfile.read(folder.resolve("none.conf")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.conf");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("profile.conf"), text);
    }
}
