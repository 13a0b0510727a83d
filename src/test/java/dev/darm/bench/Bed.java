package dev.darm.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darm.journey.FreePorts;
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
import java.util.concurrent.TimeUnit;

/** Nodes that run as processes of this machine, each started as a user starts it, in a folder that is gone afterwards. */
final class Bed implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path folder;
    private final List<String> names = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Process> running = new ArrayList<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private Bed(Path folder) {
        this.folder = folder;
    }

    /** Writes the files, keys and genesis of {@code count} nodes; {@code extra} is added to what they share. */
    static Bed make(int count, String extra) throws IOException, InterruptedException {
        Bed bed = new Bed(Files.createTempDirectory("darm-bench"));
        Path conf = Files.createDirectories(bed.folder.resolve("conf"));
        StringBuilder nodes = new StringBuilder();
        List<Integer> free = FreePorts.take(2 * count);
        for (int i = 0; i < count; i++) {
            String name = "node-" + (i + 1);
            bed.names.add(name);
            bed.ports.add(free.get(2 * i + 1));
            nodes.append("{ name = %s, host = \"127.0.0.1\", port = %d, http-port = %d }%n"
                    .formatted(name, free.get(2 * i), free.get(2 * i + 1)));
            Files.writeString(
                    conf.resolve(name + ".conf"), "include required(\"deployment.conf\")\ndarm.node.name = " + name);
        }
        Files.writeString(conf.resolve("deployment.conf"), """
                darm {
                  cluster { name = bench, nodes = [
                %s
                  ] }
                  data-folder = "../data/"${darm.node.name}
                  keys-folder = "../data/keys"
                  genesis-file = "../data/genesis.json"
                  gateway.token-file = "../token"
                }
                %s
                """.formatted(nodes, extra));
        bed.darm("keys", conf.toString());
        bed.darm("genesis", conf.toString());
        return bed;
    }

    private void darm(String... arguments) throws IOException, InterruptedException {
        Process process = launcher(arguments)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("darm.log").toFile())
                .start();
        if (process.waitFor() != 0) throw new IOException(Files.readString(folder.resolve("darm.log")));
    }

    private static ProcessBuilder launcher(String... arguments) {
        List<String> command = new ArrayList<>(List.of("./darm"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DARM_NO_BUILD", "1");
        return builder;
    }

    /** Starts all nodes at once and waits until all are ready; how long that took, in milliseconds. */
    long start() throws IOException, InterruptedException {
        long from = System.nanoTime();
        for (String name : names)
            running.add(launcher(
                            "node",
                            folder.resolve("conf").resolve(name + ".conf").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(name + ".log").toFile()))
                    .start());
        for (int node = 0; node < names.size(); node++) awaitReady(node);
        return (System.nanoTime() - from) / 1_000_000;
    }

    private void awaitReady(int node) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady(node)) {
            if (!running.get(node).isAlive() || System.nanoTime() > deadline)
                throw new IOException(names.get(node) + " is not ready: "
                        + Files.readString(folder.resolve(names.get(node) + ".log")));
            Thread.sleep(20);
        }
    }

    private boolean isReady(int node) throws InterruptedException {
        try {
            return send(node, "GET", "/ready", "").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops all nodes in order. */
    void stop() throws InterruptedException {
        running.forEach(Process::destroy);
        for (Process process : running) {
            if (!process.waitFor(40, TimeUnit.SECONDS))
                process.destroyForcibly().waitFor();
        }
        running.clear();
    }

    /** What all nodes together have spent of the processors since they started, in seconds. */
    double cpuSeconds() {
        double total = 0;
        for (Process process : running)
            total += process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L) / 1000.0;
        return total;
    }

    int size() {
        return names.size();
    }

    String address(int node) {
        return "http://127.0.0.1:" + ports.get(node);
    }

    long pid(int node) {
        return running.get(node).pid();
    }

    HttpResponse<String> send(int node, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address(node) + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        Path token = folder.resolve("data").resolve("token");
        if (Files.isReadable(token))
            request.header("Authorization", "Bearer " + Files.readString(token).strip());
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The node's status as {@code GET /darm/status} gives it. */
    JsonNode status(int node) throws IOException, InterruptedException {
        return JSON.readTree(send(node, "GET", "/darm/status", "").body());
    }

    /** A count of the status, of all nodes together. */
    long total(String count) throws IOException, InterruptedException {
        long total = 0;
        for (int node = 0; node < size(); node++)
            total += status(node).path("counts").path(count).asLong();
        return total;
    }

    /** Feeds pages to one node in one request; how many were acknowledged. */
    int feed(int node, List<Corpus.Page> pages) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode documents = body.putArray("documents");
        pages.forEach(page -> documents.addObject().put("uri", page.name()).put("text", page.text()));
        HttpResponse<String> reply = send(node, "POST", "/darm/ingest", body.toString());
        int accepted = 0;
        for (JsonNode result : JSON.readTree(reply.body()).path("results"))
            if (result.path("status").asText().equalsIgnoreCase("accepted")) accepted++;
        return accepted;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        new Scratch(folder).close();
    }
}
