package dev.darm.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darm.journey.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A real Cassandra, one process on loopback, from Maven Central's jars; it needs a JDK 17. */
public final class CassandraServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(80);
    private static final Path POM = Path.of("src", "test", "cassandra", "pom.xml");
    private static final Path LIBRARIES = Path.of("target", "cassandra", "lib");

    /** Packages that Cassandra's own start script opens on JDK 17. */
    private static final List<String> OPENED = List.of(
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.lang.module",
            "java.base/java.lang.reflect",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.misc",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/jdk.internal.util.jar",
            "java.base/sun.nio.ch",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.rmi/sun.rmi.transport.tcp",
            "jdk.compiler/com.sun.tools.javac.file",
            "jdk.management/com.sun.management.internal");

    private final Process process;
    private final Path output;
    private final int port;

    private CassandraServer(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /** Starts a server with its files in {@code folder}; skips the calling test, with the reason, where it cannot. */
    public static CassandraServer start(Path folder) throws IOException, InterruptedException {
        Optional<Path> java = java17();
        Assumptions.assumeTrue(
                java.isPresent(), "Cassandra 5 needs a JDK 17, and there is none under /usr/lib/jvm: not tested");
        fetchJars();
        int storagePort = FreePorts.take();
        int port = FreePorts.take();
        Path yaml = Files.writeString(folder.resolve("cassandra.yaml"), yaml(folder, storagePort, port));
        Path logback = Files.writeString(folder.resolve("logback.xml"), LOGBACK);
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(java.get().toString(), "-Xms512m", "-Xmx1g"));
        for (String opened : OPENED) command.add("--add-opens=" + opened + "=ALL-UNNAMED");
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Dcassandra.config=" + yaml.toUri(),
                "-Dcassandra.storagedir=" + folder,
                "-Dcassandra-foreground=yes",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.ring_delay_ms=0",
                "-Dlogback.configurationFile=" + logback,
                "-cp",
                LIBRARIES.toAbsolutePath() + "/*",
                "org.apache.cassandra.service.CassandraDaemon"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        CassandraServer server = new CassandraServer(process, output, port);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        server.awaitReady();
        return server;
    }

    public int port() {
        return port;
    }

    private void awaitReady() throws IOException {
        Awaitility.await("Cassandra, see " + output)
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> answers() || !process.isAlive());
        assertThat(process.isAlive())
                .as(() -> "Cassandra ended: " + read(output))
                .isTrue();
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> java17() throws IOException {
        Path machines = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(machines)) return Optional.empty();
        try (Stream<Path> folders = Files.list(machines)) {
            return folders.filter(folder -> folder.getFileName().toString().contains("17"))
                    .map(folder -> folder.resolve("bin").resolve("java"))
                    .filter(Files::isExecutable)
                    .sorted()
                    .findFirst();
        }
    }

    /** Fetches the server's jars once; tests of another JVM wait for it. */
    private static void fetchJars() throws IOException, InterruptedException {
        Files.createDirectories(LIBRARIES.getParent());
        try (FileChannel alone = FileChannel.open(
                        LIBRARIES.resolveSibling("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = alone.lock()) {
            if (held.isValid() && !Files.exists(LIBRARIES.resolveSibling("complete"))) copyJars();
        }
    }

    private static void copyJars() throws IOException, InterruptedException {
        Path output = Files.createTempFile("cassandra-jars", ".txt");
        Process maven = new ProcessBuilder(
                        "mvn",
                        "-B",
                        "-q",
                        "-f",
                        POM.toString(),
                        "dependency:copy-dependencies",
                        "-DincludeScope=runtime",
                        "-DoutputDirectory=" + LIBRARIES.toAbsolutePath())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = maven.waitFor(5, TimeUnit.MINUTES);
        if (!ended) maven.destroyForcibly();
        String said = read(output);
        Files.delete(output);
        Assumptions.assumeTrue(
                ended && maven.exitValue() == 0, () -> "Maven could not fetch Cassandra's jars: not tested. " + said);
        Files.createFile(LIBRARIES.resolveSibling("complete"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String yaml(Path folder, int storagePort, int port) {
        return """
                cluster_name: darm-test
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                commitlog_sync: batch
                listen_address: 127.0.0.1
                storage_port: %1$d
                rpc_address: 127.0.0.1
                native_transport_port: %2$d
                endpoint_snitch: SimpleSnitch
                data_file_directories: ["%3$s/data"]
                commitlog_directory: "%3$s/commitlog"
                saved_caches_directory: "%3$s/caches"
                hints_directory: "%3$s/hints"
                cdc_raw_directory: "%3$s/cdc"
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters: [{seeds: "127.0.0.1:%1$d"}]
                """.formatted(storagePort, port, folder);
    }

    private static final String LOGBACK = """
            <configuration>
              <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %level %logger{0} %msg%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="OUT"/></root>
            </configuration>
            """;

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    }
}
