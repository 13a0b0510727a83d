package dev.darm.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong before the start is said with its key or file, and ends with the right code. */
class DarmNodeStartTest {

    @TempDir
    Path folder;

    @Test
    void aPortInUseIsNamedWithItsKey() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NodeConfig config = config(
                    "darm.network { port = %d, http-port = %d }".formatted(taken.getLocalPort(), free.getLocalPort()));

            StartFailure failure = catchThrowableOfType(StartFailure.class, () -> Preflight.check(config));

            assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(failure)
                    .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is in use")
                    .hasMessageContaining("darm.network.port");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsAMistakeInTheConfiguration() throws IOException {
        NodeConfig config = config("darm.network { host = 192.0.2.1, trusted-network = on, tls = off }");

        StartFailure failure = catchThrowableOfType(StartFailure.class, () -> Preflight.check(config));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG);
        assertThat(failure).hasMessageContaining("192.0.2.1 is not an address of this machine");
    }

    @Test
    void aMissingKeyIsNamedWithTheCommandThatMakesIt() throws IOException {
        NodeConfig config = config("darm.network.tls = on");

        StartFailure failure = catchThrowableOfType(StartFailure.class, () -> Preflight.check(config));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_PERMISSION);
        assertThat(failure)
                .hasMessageContaining(folder.resolve("keys/ca.crt").toString())
                .hasMessageContaining("./darm keys");
    }

    @Test
    void aMissingGenesisIsNamedWithTheCommandThatMakesIt() throws IOException {
        NodeConfig config = config("");

        StartFailure failure = catchThrowableOfType(StartFailure.class, () -> NodeMaterial.load(config));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_INPUT);
        assertThat(failure).hasMessageContaining("genesis.json").hasMessageContaining("./darm genesis");
    }

    @Test
    void aDataFolderIsOpenedAgainByItsOwnNode() throws IOException {
        NodeConfig config = config("");

        DataFolder.open(config);
        DataFolder.open(config);

        assertThat(folder.resolve("data/format")).hasContent("darm data 1\ndeployment darm\nnode a\n");
    }

    @Test
    void aDataFolderOfAnotherVersionIsRefused() throws IOException {
        NodeConfig config = config("");
        DataFolder.open(config);
        Files.writeString(folder.resolve("data/format"), "darm data 2\ndeployment darm\nnode a\n");

        StartFailure failure = catchThrowableOfType(StartFailure.class, () -> DataFolder.open(config));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(failure).hasMessageContaining("darm data 2").hasMessageContaining("expected 'darm data 1");
    }

    @Test
    void aDataFolderOfAnotherNodeIsRefused() throws IOException {
        DataFolder.open(config(""));
        NodeConfig other = NodeConfig.load(Files.writeString(folder.resolve("b.conf"), "darm.node.name = b"));

        StartFailure failure = catchThrowableOfType(StartFailure.class, () -> DataFolder.open(other));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIG);
        assertThat(failure).hasMessageContaining("a data folder of its own");
    }

    @Test
    void aFolderWithForeignFilesIsNotWrittenInto() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/photo.jpg"), "");

        NodeConfig config = config("");
        StartFailure failure = catchThrowableOfType(StartFailure.class, () -> DataFolder.open(config));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(failure).hasMessageContaining("photo.jpg");
        assertThat(folder.resolve("data/format")).doesNotExist();
    }

    @Test
    void aDataFolderThatIsAFileIsRefused() throws IOException {
        Files.writeString(folder.resolve("data"), "");

        NodeConfig config = config("");
        StartFailure failure = catchThrowableOfType(StartFailure.class, () -> DataFolder.open(config));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_PERMISSION);
        assertThat(failure).hasMessageContaining("darm.data-folder");
    }

    @Test
    void theTokenIsMadeOnceAndOnlyItsOwnerMayReadIt() throws IOException {
        Path file = folder.resolve("data/gateway.token");

        DataFolder.Token first = DataFolder.token(file);
        DataFolder.Token second = DataFolder.token(file);

        assertThat(first.made()).isTrue();
        assertThat(second).isEqualTo(new DataFolder.Token(first.value(), false));
        assertThat(first.value()).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("data")).isDirectoryNotContaining("glob:**.next");
    }

    @Test
    void aTokenThatIsTooShortIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "short\n");

        StartFailure failure = catchThrowableOfType(StartFailure.class, () -> DataFolder.token(file));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_PERMISSION);
        assertThat(failure).hasMessageContaining("at least 16");
    }

    @Test
    void everyReasonToStopHasItsCodeInTheConfiguration() throws IOException {
        NodeConfig config = config("");
        for (StopReason reason : new StopReason[] {
            new StopReason.DamagedData(""),
            new StopReason.SecondCluster(""),
            new StopReason.NotKnown(),
            new StopReason.ActorFailed("")
        }) {
            String path = "akka.coordinated-shutdown.reason-overrides.\"%s\".exit-code"
                    .formatted(reason.getClass().getName());
            assertThat(config.all().getInt(path)).isEqualTo(reason.exitCode().code());
        }
    }

    @Test
    void anActorThatFailsForTheDiskStopsTheNodeForItsData() {
        Throwable cause = new IllegalStateException(new IOException("No space left on device"));

        assertThat(StopReason.after("journal", cause))
                .isEqualTo(new StopReason.DamagedData("journal: No space left on device"));
        assertThat(StopReason.after("recall", new IllegalStateException("odd")).exitCode())
                .isEqualTo(ExitCode.SOFTWARE);
    }

    private NodeConfig config(String more) throws IOException {
        return NodeConfig.load(Files.writeString(folder.resolve("node.conf"), "darm.node.name = a\n" + more + "\n"));
    }
}
