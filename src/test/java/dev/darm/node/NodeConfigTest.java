package dev.darm.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigTest {

    @TempDir
    Path folder;

    @Test
    void aFileThatOnlyNamesItsNodeTakesTheDefaults() throws IOException {
        NodeConfig config = load("darm.node.name = solo");

        assertThat(config.cluster().nodes()).containsExactly(new NodeAddress("solo", "127.0.0.1", 25_520, 8_558));
        assertThat(config.cluster().majority()).isEqualTo(1);
        assertThat(config.network().encrypted()).isFalse();
        assertThat(config.dataFolder()).isEqualTo(folder.resolve("data"));
        assertThat(config.all().getStringList("akka.cluster.roles"))
                .containsExactly("head", "compute", "edge", "node:solo");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void everyNodeOfTheLocalDeploymentLoads(int number) {
        NodeConfig config = NodeConfig.load(Path.of("cluster-configs/local/node-" + number + ".conf"));

        assertThat(config.network().self())
                .isEqualTo(new NodeAddress("node-" + number, "127.0.0.1", 25_520 + number, 8_550 + number));
        assertThat(config.all().getInt(BOOTSTRAP + "required-contact-point-nr")).isEqualTo(3);
        assertThat(config.all().getConfigList("akka.discovery.config.services.local.endpoints"))
                .hasSize(4);
        assertThat(config.dataFolder()).endsWithRaw(Path.of("data/local/node-" + number));
    }

    /** Each row: what line 2 of the file says, and words that the refusal must hold. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            darm.netwrok.port = 25520               | Unknown key 'darm.netwrok'; the nearest known key is 'darm.network'
            darm.network.prot = 25520               | Unknown key 'darm.network.prot'; the nearest known key is 'darm.network.port'
            darm.network.port = abc                 | 'darm.network.port': expected a port from 1 to 65535, found "abc"
            darm.network.port = 70000               | expected a port from 1 to 65535, found 70000
            darm.network = 3                        | 'darm.network': expected a section
            darm.network.host = [a]                 | 'darm.network.host': expected one value
            darm.branch.nodes = [b]                 | 'darm.branch.nodes': expected names of darm.cluster.nodes [a], found b
            darm.branch.nodes = b                   | 'darm.branch.nodes': expected a list
            darm.cluster.nodes = all                | 'darm.cluster.nodes': expected a list
            darm.cluster.form-after = 1 hour        | expected a duration from 1s to 5m
            darm.cluster.form-after = soon          | expected a duration from 1s to 5m, found "soon"
            darm.gateway.max-question-size = 3      | expected 256 to 1048576, found 3
            darm.node.roles = [chef]                | expected head or compute or edge
            darm.node.roles = []                    | expected at least one of head, compute, edge
            darm.network.transport = pigeon         | expected tcp or aeron-udp
            darm.network.tls = perhaps              | expected auto or on or off
            darm.node.name = Node_1                 | expected 1 to 63 of a-z, 0-9 and '-'
            darm.cluster.nodes = [{name = b, host = h, port = 1, http-port = 2}] | an entry for this node, darm.node.name = a
            darm.cluster.nodes = [{name = a, host = h, prt = 1}] | only the keys name, host, port, http-port
            darm.network { host = 10.1.1.1, transport = aeron-udp } | aeron-udp has no encryption
            darm.network { host = 10.1.1.1, tls = off } | 10.1.1.1 is not loopback
            darm.recall.top-k = 0                   | darm.recall.top-k
            darm.consolidation.tau-c = 0.2          | tau-c
            darm.ledger.gossip-interval = 0 s       | gossip-interval
            darm.ledger.trusted.height = 5          | 'darm.ledger.trusted.height': expected darm.ledger.trusted.hash beside it, found none
            darm.ledger.trusted.hash = abababababababababababababababababababababababababababababababab | 'darm.ledger.trusted.hash': expected darm.ledger.trusted.height beside it, found none
            darm.ledger.trusted { height = 0, hash = abababababababababababababababababababababababababababababababab } | 'darm.ledger.trusted.height': expected a height from 1 on, found 0
            darm.ledger.trusted { height = -7, hash = abababababababababababababababababababababababababababababababab } | expected a height from 1 on, found -7
            darm.ledger.trusted { height = high, hash = abababababababababababababababababababababababababababababababab } | expected a height from 1 on, found high
            darm.ledger.trusted { height = 5, hash = bababababababababababababababababababababababababababababababab } | 'darm.ledger.trusted.hash': expected 64 hexadecimal digits, found bababababababababababababababababababababababababababababababab
            darm.ledger.trusted { height = 5, hash = xbababababababababababababababababababababababababababababababab } | expected 64 hexadecimal digits, found xbababababababababababababababababababababababababababababababab
            darm.cluster.nodes = [{name = a, host = 127.0.0.1, port = 1, http-port = 2}, {name = b, host = 10.1.1.1, port = 1, http-port = 2}] | all loopback or all not
            darm.network { tls = on, transport = aeron-udp } | auto or off, for aeron-udp has no encryption
            """)
    void aWrongLineIsRefusedWithItsFileItsNumberAndWhatWasExpected(String line, String words) throws IOException {
        Path file = write("darm.node.name = a\n" + line);

        StartFailure failure = catchThrowableOfType(StartFailure.class, () -> NodeConfig.load(file));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG);
        assertThat(failure).hasMessageContaining(words).hasMessageContaining(file + ": 2: ");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        StartFailure failure =
                catchThrowableOfType(StartFailure.class, () -> NodeConfig.load(folder.resolve("absent.conf")));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_INPUT);
        assertThat(failure).hasMessageContaining("absent.conf");
    }

    @Test
    void aMissingIncludeIsNamed() throws IOException {
        Path file = write("include required(\"deployment.conf\")\ndarm.node.name = a");

        StartFailure failure = catchThrowableOfType(StartFailure.class, () -> NodeConfig.load(file));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG);
        assertThat(failure).hasMessageContaining("deployment.conf");
    }

    @Test
    void aFileWithoutANameSaysThatTheNameIsNeeded() throws IOException {
        Path file = write("darm.network.port = 25520");

        StartFailure failure = catchThrowableOfType(StartFailure.class, () -> NodeConfig.load(file));

        assertThat(failure).hasMessageContaining("darm.node.name");
    }

    @Test
    void beyondLoopbackNodesSpeakMutualTls() throws IOException {
        NodeConfig config = load("darm.node.name = a\ndarm.network.host = 10.1.1.1");

        assertThat(config.network().encrypted()).isTrue();
        assertThat(config.all().getString("akka.remote.artery.transport")).isEqualTo("tls-tcp");
        assertThat(config.all().getString("akka.remote.artery.ssl.rotating-keys-engine.key-file"))
                .isEqualTo(folder.resolve("keys/a.key").toString());
    }

    @Test
    void aTrustedNetworkMayGoWithoutTls() throws IOException {
        String open = "darm.node.name = a\ndarm.network { host = 10.1.1.1, trusted-network = on, ";

        assertThat(load(open + "transport = aeron-udp }").all().getString("akka.remote.artery.transport"))
                .isEqualTo("aeron-udp");
        assertThat(load(open + "tls = off }").all().getString("akka.remote.artery.transport"))
                .isEqualTo("tcp");
    }

    @Test
    void whatFollowsFromTheNetworkSettingsCannotBeBypassed() throws IOException {
        NodeConfig config =
                load("darm.node.name = a\ndarm.network.host = 10.1.1.1\nakka.remote.artery.transport = tcp");

        assertThat(config.all().getString("akka.remote.artery.transport")).isEqualTo("tls-tcp");
    }

    @Test
    void otherAkkaSettingsOfTheFileHold() throws IOException {
        assertThat(load("darm.node.name = a\nakka.loglevel = DEBUG").all().getString("akka.loglevel"))
                .isEqualTo("DEBUG");
    }

    @Test
    void theListingNamesTheLineThatSaysEachValue() throws IOException {
        NodeConfig config = load("darm.node.name = a\ndarm.network.port = 4000");

        List<String> lines = ConfigListing.of(config).lines().toList();

        assertThat(lines)
                .contains("darm.network.port = 4000  # " + config.file() + ": 2")
                .anyMatch(line -> line.matches("darm.network.http-port = 8558 {2}# .*node.conf: \\d+"))
                .isSorted();
    }

    private static final String BOOTSTRAP = "akka.management.cluster.bootstrap.contact-point-discovery.";

    private NodeConfig load(String text) throws IOException {
        return NodeConfig.load(write(text));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("node.conf"), text);
    }
}
