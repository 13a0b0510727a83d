package dev.darm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.journey.FreePorts;
import dev.darm.node.DarmNode;
import dev.darm.node.NodeConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four whole nodes in one JVM that learn corpus statistics while they are asked, lose a head, and start again. */
class StatisticsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUESTION = "Which port does machine 3 use?";

    @TempDir
    Path folder;

    private final TreeMap<Integer, DarmNode> running = new TreeMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void write() throws IOException {
        StringBuilder nodes = new StringBuilder();
        Path conf = Files.createDirectories(folder.resolve("conf"));
        for (int number = 1; number <= 4; number++) {
            int artery = FreePorts.take();
            int web = FreePorts.take();
            nodes.append("{ name = node-%d, host = \"127.0.0.1\", port = %d, http-port = %d }%n"
                    .formatted(number, artery, web));
            Files.writeString(conf.resolve("node-" + number + ".conf"), """
                    include required("deployment.conf")
                    darm.node.name = node-%d
                    """.formatted(number));
        }
        Files.writeString(conf.resolve("deployment.conf"), """
                darm {
                  cluster { name = learning, form-after = 2 s, nodes = [
                %s] }
                  data-folder = "../data/"${darm.node.name}
                  keys-folder = "../data/keys"
                  genesis-file = "../data/genesis.json"
                  gateway.token-file = "../token"
                  consolidation {
                    min-age = 1 s
                    statistics { growth = 0.5, least-growth = 8, take-over = 5 s }
                  }
                }
                akka.loglevel = WARNING
                akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                """.formatted(nodes));
        assertThat(Darm.run("keys", conf.toString())).isZero();
        assertThat(Darm.run("genesis", conf.toString())).isZero();
    }

    @AfterEach
    void stopAll() {
        for (int number : List.copyOf(running.keySet())) stop(number);
    }

    @Test
    void aBlockSwitchesTheEncoderOfAllNodesWhileARepeatedQuestionStaysAHitAndARestartKeepsIt() throws Exception {
        for (int number = 1; number <= 4; number++) start(number);
        awaitReady();
        feed(1, 0, 5);
        await().atMost(PATIENCE).until(() -> everywhereAHit());
        assertThat(status(1).path("encoder").asText()).isEqualTo("ngram-512/0");

        feed(2, 5, 5);
        List<String> misses = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            boolean all = true;
            for (int number : running.keySet()) {
                String by = status(number).path("encoder").asText();
                all &= by.equals("ngram-512/1");
                if (!hit(number)) misses.add("node " + number + " by " + by);
            }
            return all;
        });
        assertThat(misses).isEmpty();
        awaitNothingOutdated();
        assertThat(everywhereAHit()).isTrue();

        // version 2 begins with the third head of the genesis: without it another must take over
        stop(3);
        feed(1, 10, 10);
        awaitEncoder("ngram-512/2");
        assertThat(hit(1)).isTrue();

        stopAll();
        for (int number = 1; number <= 4; number++) start(number);
        awaitReady();
        awaitEncoder("ngram-512/2");
        awaitNothingOutdated();
        JsonNode check = get(3, "/darm/chain/verify");
        assertThat(check.path("valid").asBoolean()).as(check::toString).isTrue();
    }

    private void start(int number) {
        running.put(number, DarmNode.start(NodeConfig.load(folder.resolve("conf/node-" + number + ".conf"))));
    }

    private void stop(int number) {
        DarmNode node = Objects.requireNonNull(running.remove(number));
        node.stop();
        node.ended().toCompletableFuture().join();
    }

    private void awaitReady() {
        for (int number : running.keySet())
            await().atMost(PATIENCE)
                    .until(() -> send(number, "GET", "/ready", "").statusCode() == 200);
    }

    private void awaitEncoder(String version) {
        for (int number : running.keySet())
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(status(number).path("encoder").asText()).isEqualTo(version));
    }

    private void awaitNothingOutdated() {
        for (int number : running.keySet())
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(status(number)
                            .path("counts")
                            .path("vectors outdated")
                            .asLong(-1))
                    .isZero());
    }

    private boolean everywhereAHit() throws Exception {
        boolean all = true;
        for (int number : running.keySet()) all &= hit(number);
        return all;
    }

    private boolean hit(int number) throws Exception {
        String body = JSON.createObjectNode().put("question", QUESTION).toString();
        JsonNode answer = JSON.readTree(send(number, "POST", "/darm/ask", body).body());
        return answer.path("tier").asText().equals("RRC")
                && answer.path("text").asText().contains("9003");
    }

    private void feed(int number, int from, int count) throws Exception {
        StringBuilder text = new StringBuilder("# Ports\n\n");
        for (int i = from; i < from + count; i++)
            text.append("- Machine ")
                    .append(i)
                    .append(" listens on port ")
                    .append(9000 + i)
                    .append(".\n");
        ObjectNode body = JSON.createObjectNode();
        body.putArray("documents")
                .addObject()
                .put("uri", "ports-" + from + ".md")
                .put("text", text.toString());
        String reply = send(number, "POST", "/darm/ingest", body.toString()).body();
        assertThat(JSON.readTree(reply).path("results").path(0).path("status").asText())
                .as(reply)
                .isEqualTo("ACCEPTED");
    }

    private JsonNode status(int number) throws Exception {
        return get(number, "/darm/status");
    }

    private JsonNode get(int number, String path) throws Exception {
        return JSON.readTree(send(number, "GET", path, "").body());
    }

    private HttpResponse<String> send(int number, String method, String path, String body) throws Exception {
        Path token = folder.resolve("data/token");
        String address = Objects.requireNonNull(running.get(number))
                .config()
                .network()
                .self()
                .httpAddress();
        return http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(Duration.ofMinutes(1))
                        .header("Content-Type", "application/json")
                        .header(
                                "Authorization",
                                "Bearer "
                                        + (Files.exists(token)
                                                ? Files.readString(token).strip()
                                                : ""))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
