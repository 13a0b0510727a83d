package dev.darm.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes that cannot start, run as a service manager runs them: each says why on standard error and ends with its code. */
class BadStartIT {

    private static final String SEGMENT = "00000000000000000000.seg";

    @TempDir
    static Path temp;

    /** A deployment that has learned and decided something and was stopped in order. */
    private static LocalCluster cluster;

    @BeforeAll
    static void leaveSomeData() throws Exception {
        cluster = LocalCluster.write(temp, 1, "");
        LocalCluster.Ran up = cluster.up();
        assertThat(up.exit()).as(up::toString).isZero();
        Path notes = Files.createDirectories(temp.resolve("notes"));
        Files.writeString(notes.resolve("lantern.md"), "The lantern of the lighthouse burns whale oil.\n");
        LocalCluster.Ran fed = cluster.tell("ingest", notes.toString());
        assertThat(fed.exit()).as(fed::toString).isZero();
        await().atMost(Duration.ofSeconds(150))
                .until(() -> LocalCluster.JSON
                                .readTree(cluster.call(0, "GET", "/darm/chain", "", Map.of())
                                        .body())
                                .path("height")
                                .asLong()
                        > 0);
        LocalCluster.Ran down = LocalCluster.darm("down", cluster.folder.toString());
        assertThat(down.exit()).as(down::toString).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            darm.netwrok.port = 25520    | Unknown key 'darm.netwrok'; the nearest known key is 'darm.network'
            darm.network.http-port = 0   | 'darm.network.http-port': expected a port from 1 to 65535, found 0
            darm.consolidation.tau-c = 7 | tau-c
            """)
    void aKeyThatIsUnknownOrOutOfRangeIsNamedWithFileAndLine(String line, String words) throws Exception {
        Path file = Files.writeString(temp.resolve("wrong.conf"), "darm.node.name = a\n\n" + line + "\n");

        LocalCluster.Ran ran = LocalCluster.darmNode(file);

        assertRefused(ran, 78, file + ": 3: ", words);
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        int port = cluster.httpPorts.get(0);
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            LocalCluster.Ran ran = LocalCluster.darmNode(cluster.file(0));

            assertThat(taken.isBound()).isTrue();
            assertRefused(ran, 69, "port " + port + " on 127.0.0.1 is in use", "darm.network.http-port");
        }
    }

    @Test
    void aMissingKeyIsNamedWithTheCommandThatMakesIt() throws Exception {
        Path key = cluster.folder.resolveSibling("data").resolve("keys/node-1.validator");
        Path hidden = Files.move(key, key.resolveSibling("hidden"));
        try {
            assertRefused(LocalCluster.darmNode(cluster.file(0)), 77, key.toString(), "make keys with: ./darm keys");
        } finally {
            Files.move(hidden, key);
        }
    }

    @Test
    void aDataFolderOfAnotherFormatVersionIsLeftAlone() throws Exception {
        Path format = cluster.data(0).resolve("format");
        String own = Files.readString(format);
        Files.writeString(format, own.replace("darm data 1", "darm data 9"));
        try {
            LocalCluster.Ran ran = LocalCluster.darmNode(cluster.file(0));

            assertRefused(ran, 74, format.toString(), "darm data 9", "expected 'darm data 1");
        } finally {
            Files.writeString(format, own);
        }
    }

    /** Flipped in its middle, cut inside its last record, or cut at the end of a record, where only the height mark tells. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            journal | flip | is damaged: its checksum does not match
            chain   | flip | is damaged: its checksum does not match
            library | cut  | is damaged: needs
            chain   | end  | the log was cut short at byte 24: 0 records, its height mark says
            """)
    void aLogThatLostWhatItPromisedIsRefusedWithThePosition(String log, String damage, String words) throws Exception {
        Path segment = cluster.data(0).resolve(log).resolve(SEGMENT);
        byte[] good = Files.readAllBytes(segment);
        byte[] bad = damaged(good, damage);
        Files.write(segment, bad);
        try {
            LocalCluster.Ran ran = LocalCluster.darmNode(cluster.file(0));

            assertRefused(
                    ran,
                    74,
                    log + "/" + SEGMENT + ": ",
                    words,
                    "Nothing was changed",
                    cluster.data(0).toString());
            assertThat(ran.err()).containsPattern(damage.equals("end") ? "at byte 24: " : "record \\d+ at byte \\d+ ");
            assertThat(Files.readAllBytes(segment)).isEqualTo(bad);
        } finally {
            Files.write(segment, good);
        }
    }

    @Test
    void whoStartsADeploymentIsShownWhyANodeEnded() throws Exception {
        Path segment = cluster.data(0).resolve("votes").resolve(SEGMENT);
        byte[] good = Files.readAllBytes(segment);
        Files.write(segment, damaged(good, "flip"));
        try {
            LocalCluster.Ran up = cluster.up();

            assertThat(up.exit()).as(up::toString).isEqualTo(69);
            assertThat(up.err()).contains("node-1 ended while starting").contains("votes/" + SEGMENT + ": record ");
        } finally {
            Files.write(segment, good);
        }
    }

    private static byte[] damaged(byte[] good, String damage) {
        return switch (damage) {
            case "flip" -> {
                byte[] bad = good.clone();
                bad[bad.length / 2] ^= 4;
                yield bad;
            }
            case "cut" -> Arrays.copyOf(good, good.length - 3);
            case "end" -> Arrays.copyOf(good, 24);
            default -> throw new IllegalArgumentException(damage);
        };
    }

    private static void assertRefused(LocalCluster.Ran ran, int exit, String... words) throws IOException {
        assertThat(ran.exit()).as(ran::toString).isEqualTo(exit);
        assertThat(ran.err().lines().filter(line -> line.startsWith("darm: ")).toList())
                .as(ran::toString)
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains(words);
    }
}
