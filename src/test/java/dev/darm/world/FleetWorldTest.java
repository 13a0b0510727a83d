package dev.darm.world;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.darm.world.shell.WorldExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetWorldTest {

    @TempDir
    Path folder;

    private ActorTestKit node() {
        Config config = ConfigFactory.parseString("""
                        akka.loglevel = OFF
                        akka.stdout-loglevel = OFF
                        akka.actor.provider = local
                        darm.world.class = "dev.darm.world.FleetWorld"
                        """)
                .withValue("darm.data-folder", ConfigValueFactory.fromAnyRef(folder.toString()))
                .withFallback(ConfigFactory.defaultReference());
        return ActorTestKit.create("world", config);
    }

    @Test
    void aNodeGetsTheMachinesClockEntropyDiskAndIndexFolders() throws Exception {
        ActorTestKit node = node();
        try {
            World world = WorldExtension.of(node.system());

            assertThat(world.now())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
            assertThat(world.random("a").nextLong())
                    .isNotEqualTo(world.random("a").nextLong());
            assertThat(world.secret(32)).hasSize(32).isNotEqualTo(world.secret(32));
            world.disk().replace("file", new byte[] {1});
            assertThat(folder.resolve("file")).exists();
            try (Directory index = world.indexDirectory("lexical")) {
                assertThat(index.listAll()).isEmpty();
            }
            assertThat(folder.resolve("index/lexical")).isDirectory();
            assertThatThrownBy(() -> world.indexDirectory("../out")).isInstanceOf(IllegalArgumentException.class);
        } finally {
            node.shutdownTestKit();
        }
    }

    @Test
    void twoNodesCannotShareAFolderAndTheNextOneMayHaveIt() {
        ActorTestKit first = node();
        WorldExtension.of(first.system());
        ActorTestKit second = node();
        try {
            assertThatThrownBy(() -> WorldExtension.of(second.system()))
                    .hasCauseInstanceOf(FolderInUse.class)
                    .hasMessageContaining(folder.getFileName().toString())
                    .hasMessageContaining("pid " + ProcessHandle.current().pid());
        } finally {
            second.shutdownTestKit();
            first.shutdownTestKit();
        }
        ActorTestKit third = node();
        WorldExtension.of(third.system());
        third.shutdownTestKit();
    }

    @Test
    void anotherProcessIsNamedByItsPid() throws Exception {
        Process holder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx32m",
                        "-cp",
                        Path.of("target", "test-classes") + java.io.File.pathSeparator + Path.of("target", "classes"),
                        LockHolder.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");

            assertThatThrownBy(() -> FolderLock.take(folder))
                    .isInstanceOf(FolderInUse.class)
                    .hasMessageContaining("pid " + holder.pid())
                    .hasMessageContaining(folder.getFileName().toString());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        FolderLock.take(folder).close();
    }

    @Test
    void httpAnswersWithStatusAndBodyAndNamesWhoeverIsSilent() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/echo", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(418, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/echo");
        try (FleetHttp http = new FleetHttp()) {
            HttpCaller.Response answer = http.postJson(address, "{\"ä\":1}", Duration.ofSeconds(5))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(answer).isEqualTo(new HttpCaller.Response(418, "{\"ä\":1}"));
            assertThat(answer.body().getBytes(UTF_8)).hasSize(8);

            server.stop(0);

            assertThatThrownBy(() -> http.postJson(address, "{}", Duration.ofSeconds(5))
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(address.toString());
        }
    }
}
