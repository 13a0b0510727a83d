package dev.darm.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.node.DarmNode;
import dev.darm.node.ExitCode;
import dev.darm.node.NodeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * A node's life in short, in a folder of its own that is gone afterwards: start, learn, answer from memory, stop. The
 * launcher runs it once a build with {@code -XX:AOTCacheOutput}, so that the JVM of every later node finds the classes
 * that it needs loaded and linked (JEP 514): a node is ready in half the time.
 */
@Command(
        name = "rehearse",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Runs a node through a short life, for the launcher to record which classes a node needs.")
final class RehearseCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String QUESTION = "How much water does the kettle of the observatory hold?";
    private static final String TEXT = """
            # The kettle

            The kettle of the observatory holds two litres of water. It was made by Amelia Thornton in 1987.

            - Every evening the night assistant fills the kettle.
            - The dome of the telescope opens at sunset.
            """;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("darm-rehearsal");
        try {
            live(folder);
        } finally {
            delete(folder);
        }
        return ExitCode.OK.code();
    }

    private static void live(Path folder) throws IOException, InterruptedException {
        Deployment deployment = deployment(folder);
        Preparation.of(deployment);
        NodeConfig config = deployment.nodes().get(0);
        DarmNode node = DarmNode.start(config);
        String address = deployment.addresses().get(0);
        NodeApi api = new NodeApi(
                List.of(address),
                Optional.of(Files.readString(config.tokenFile()).strip()));
        await(() -> api.isOk(address, "/ready"), "ready");
        ObjectNode body = NodeApi.JSON.createObjectNode();
        body.putArray("documents").addObject().put("uri", "kettle.md").put("text", TEXT);
        api.post("/darm/ingest", body, PATIENCE);
        await(() -> tier(api).equals("RRC"), "answering from its cache");
        api.get("/darm/status", PATIENCE);
        node.stop().toCompletableFuture().join();
    }

    private static String tier(NodeApi api) {
        ObjectNode question = NodeApi.JSON.createObjectNode().put("question", QUESTION);
        return api.post("/darm/ask", question, PATIENCE).path("tier").asText("");
    }

    private static Deployment deployment(Path folder) throws IOException {
        try (ServerSocket one = open();
                ServerSocket other = open()) {
            Files.writeString(
                    folder.resolve("rehearsal.conf"), """
                    darm {
                      cluster { name = rehearsal, nodes = [
                        { name = rehearsal, host = "127.0.0.1", port = %d, http-port = %d }
                      ] }
                      node.name = rehearsal
                      consolidation { min-age = 0 s, nominate-every = 100 ms }
                    }
                    """.formatted(one.getLocalPort(), other.getLocalPort()));
        }
        return Deployment.load(folder);
    }

    private static ServerSocket open() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static void await(BooleanSupplier done, String what) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline)
                throw new Darm.Failure(
                        ExitCode.UNAVAILABLE, "the node was not " + what + " after " + PATIENCE.toSeconds() + " s");
            Thread.sleep(50);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path each : below.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }
}
